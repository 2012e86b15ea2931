import type { CookieOptions } from './cookie-options.js';
import type { CookieAttributes } from './cookie/set-cookie.js';
import { SessionError } from './errors.js';
import type { CookieSessionOptions } from './options.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Ten years: well inside what the envelope's five bytes hold, and past what any browser keeps. */
const MAX_DURATION_MS = 3650 * DAY_MS;

/** Options with every default filled in, checked once and frozen. Holds no secret. */
export interface ResolvedOptions {
  readonly timeout: number;
  readonly absoluteTimeout: number;
  readonly maxBytes: number;
  readonly rolling: 'read' | 'every-response' | false;
  readonly requestContext: boolean;
  readonly cookie: Readonly<CookieAttributes>;
}

const OPTIONS = ['secret', 'timeout', 'absoluteTimeout', 'cookie', 'maxBytes', 'rolling', 'requestContext'];
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
const MODULE_OPTIONS = ['interceptor', 'name', 'isGlobal'];

/**
 * Fills in the defaults of one import, whose `name` is undefined where there is only one.
 *
 * @throws {SessionError} for the first option that cannot be what its author meant.
 */
export function resolveOptions(options: CookieSessionOptions, name?: string): ResolvedOptions {
  if (typeof options !== 'object' || options === null)
    throw invalid('options', 'an object', 'Pass at least { secret }.');
  refuseUnknown(options, OPTIONS, '');
  const { timeout = DAY_MS, maxBytes = 6144, rolling = 'read', requestContext = false } = options;
  assertDuration('timeout', timeout);
  const { absoluteTimeout = Math.max(7 * DAY_MS, timeout) } = options;
  assertDuration('absoluteTimeout', absoluteTimeout);
  if (timeout > absoluteTimeout)
    throw invalid('timeout', 'at most absoluteTimeout', 'Raise absoluteTimeout as well.');
  if (!Number.isInteger(maxBytes) || maxBytes < 512 || maxBytes > 65_536) {
    throw invalid(
      'maxBytes',
      'a whole number from 512 to 65536',
      'The default, 6144, suits nginx and Node as they come.',
    );
  }
  oneOf('rolling', rolling, ['read', 'every-response', false]);
  oneOf('requestContext', requestContext, [true, false]);
  const cookie = resolveCookie(options.cookie, name);
  return Object.freeze({ timeout, absoluteTimeout, maxBytes, rolling, requestContext, cookie });
}

/** @throws {SessionError} unless it is a positive whole number of milliseconds. */
export function assertDuration(option: string, value: number): number {
  if (Number.isInteger(value) && value > 0 && value <= MAX_DURATION_MS) return value;
  throw invalid(
    option,
    'a positive whole number of milliseconds, ten years at most',
    'A day is 24 * 60 * 60 * 1000.',
  );
}

function resolveCookie(
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
    `CookieSessionModule: browsers drop the cookie ${name}: its prefix needs cookie.secure` +
      `${isHost ? ', cookie.path "/" and no cookie.domain' : ''}. Change these options, or leave out cookie.name.`,
  );
}

function refuseUnknown(options: object, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const hint = MODULE_OPTIONS.includes(unknown)
    ? `"${unknown}" stands beside useFactory, useClass or useExisting, not in what they return.`
    : `Known are: ${known.join(', ')}.`;
  throw new SessionError(
    'ERR_SESSION_OPTION_UNKNOWN',
    `CookieSessionModule: unknown option "${prefix}${unknown}". ${hint}`,
  );
}

function oneOf(option: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  throw invalid(option, `one of ${allowed.map((one) => JSON.stringify(one) ?? 'nothing').join(', ')}`);
}

function invalid(option: string, expected: string, hint = ''): SessionError {
  return new SessionError(
    'ERR_SESSION_OPTION_INVALID',
    `CookieSessionModule: option "${option}" must be ${expected}. ${hint}`.trimEnd(),
  );
}
