import type { CookieAttributes, CookieOptions } from './cookie-options.js';
import { SessionError } from './errors.js';
import { invalid, oneOf, refuseUnknown } from './option-errors.js';

const COOKIE_OPTIONS = [
  'name',
  'path',
  'domain',
  'sameSite',
  'secure',
  'partitioned',
  'priority',
  'persistent',
];

/** @throws {SessionError} for attributes that browsers would refuse. */
export function resolveCookie(
  options: CookieOptions = {},
  importName: string | undefined,
): Readonly<CookieAttributes> {
  if (typeof options !== 'object' || options === null)
    throw invalid('cookie', 'an object', 'For example { path: "/" }.');
  refuseUnknown(options, COOKIE_OPTIONS, 'cookie.');
  const { path = '/', domain, sameSite = 'lax', partitioned = false, priority, persistent = true } = options;
  const { secure = !['development', 'test'].includes(process.env['NODE_ENV'] ?? '') } = options;
  const isHostOnly = secure && path === '/' && domain === undefined;
  const suffix = importName === undefined ? '' : `-${importName}`;
  const { name = `${isHostOnly ? '__Host-' : ''}session${suffix}` } = options;
  const cookie = { name, path, domain, sameSite, secure, partitioned, priority, persistent };
  assertCookie(cookie);
  return Object.freeze(cookie);
}

function assertCookie(cookie: CookieAttributes): void {
  const { name, path, domain, secure, sameSite, partitioned, priority } = cookie;
  // RFC 6265 section 4.1.1: a token; without a dot, which our chunks put behind the name, it would be ambiguous.
  if (typeof name !== 'string' || !/^[\w!#$%&'*+^`|~-]{1,64}$/.test(name)) {
    throw invalid(
      'cookie.name',
      'a token of RFC 6265 (letters, digits, "-", "_") without dots, 64 characters at most',
    );
  }
  if (typeof path !== 'string' || !path.startsWith('/'))
    throw invalid('cookie.path', 'a path that begins with "/"');
  for (const flag of ['secure', 'partitioned', 'persistent'] as const) {
    if (typeof cookie[flag] !== 'boolean') throw invalid(`cookie.${flag}`, 'true or false');
  }
  oneOf('cookie.sameSite', sameSite, ['strict', 'lax', 'none']);
  oneOf('cookie.priority', priority, [undefined, 'low', 'medium', 'high']);
  assertPrefix(name, secure, path, domain);
  if (!secure && sameSite === 'none')
    throw invalid('cookie.sameSite', '"lax" or "strict" without cookie.secure');
  if (!secure && partitioned) throw invalid('cookie.partitioned', 'false without cookie.secure');
}

/** RFC 6265bis section 4.1.3. Browsers compare prefixes without regard to case. */
function assertPrefix(name: string, secure: boolean, path: string, domain: string | undefined): void {
  const prefix = /^__(?:host|secure|http|host-http)-/i.exec(name)?.[0].toLowerCase();
  if (prefix === undefined) return;
  const isHost = prefix.startsWith('__host');
  if (secure && (!isHost || (path === '/' && domain === undefined))) return;
  throw new SessionError(
    'ERR_SESSION_COOKIE_PREFIX',
    `nestjs-sealed-session: browsers drop the cookie ${name}: its prefix needs cookie.secure` +
      `${isHost ? ', cookie.path "/" and no cookie.domain' : ''}. Change these options, or leave out cookie.name.`,
  );
}
