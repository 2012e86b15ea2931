import { serialize, type SerializeOptions } from 'cookie';
import type { LegacyReader, LegacyResult, RawCookies } from '../legacy-reader.js';
import { invalid } from '../option-errors.js';
import { refused } from './contents.js';

/**
 * The most that the cookies of one session may hold together, in characters: Node answers 431 to headers that are longer.
 */
const MAX_LENGTH = 16 * 1024;

/** What every reader takes. */
export interface LegacyReaderOptions {
  /** The day the reader ends: after it, it is refused with a log line at start-up. Required; there is no reader for ever. */
  until: Date | string;
  /** Name of the cookie. Default: the other library's own. */
  cookieName?: string;
  /**
   * Path and domain that the other library set the cookie with: browsers drop a cookie only under the same. Default: path
   * `/`, no domain, Secure where the name begins with `__Secure-` or `__Host-`.
   */
  cookie?: Pick<SerializeOptions, 'path' | 'domain' | 'secure' | 'sameSite' | 'httpOnly' | 'partitioned'>;
  /**
   * true leaves the old cookie in place when a session moves, for as long as old instances run beside new ones; it is
   * expired when the session is destroyed. Default: false.
   */
  keepCookie?: boolean;
}

/** What one reader adds. */
export interface ReaderParts {
  readonly name: string;
  /** None where the library has no default: then `cookieName` must be given. */
  readonly defaultCookieName?: string;
  readonly isAsync?: boolean;
  /** Loads what reading needs, at start-up. */
  readonly prepare?: () => Promise<void>;
  /** Names of its cookies among those of a request. Default: `cookieName` alone. */
  readonly ownCookies?: (cookies: RawCookies, cookieName: string) => string[];
  /** Authenticates, then parses. Called for no more than 16 KB of cookies. What it throws is the reason `failed`. */
  readonly read: (
    cookies: RawCookies,
    cookieName: string,
    now: number,
  ) => LegacyResult | Promise<LegacyResult>;
}

/**
 * A reader of what `parts` says, under the options that all readers share.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID without a day to end, or for a name that is none.
 */
export function defineReader(options: LegacyReaderOptions, parts: ReaderParts): LegacyReader {
  const { name, defaultCookieName, isAsync = false } = parts;
  const { cookieName = defaultCookieName, cookie, keepCookie = false } = options;
  const until = new Date(options.until);
  if (options.until === undefined || Number.isNaN(until.getTime())) {
    throw invalid(
      `legacy.${name}.until`,
      'a date',
      'Say when the last old cookie is over: until: "2027-03-31".',
    );
  }
  // RFC 6265 section 4.1.1: a token.
  if (typeof cookieName !== 'string' || !/^[\w!#$%&'*+.^`|~-]+$/.test(cookieName))
    throw invalid(`legacy.${name}.cookieName`, 'the name of a cookie');
  const ownCookies = parts.ownCookies ?? onlyItself;
  const read = (cookies: RawCookies, now: number) =>
    isTooLong(cookies, ownCookies(cookies, cookieName))
      ? refused('size')
      : parts.read(cookies, cookieName, now);
  // Browsers refuse a cookie with such a name that is not Secure, one that expires it as well.
  const secure = /^__(Secure|Host)-/i.test(cookieName);
  const attributes = { path: '/', httpOnly: true, secure, ...cookie, maxAge: 0, expires: new Date(0) };
  return Object.freeze({
    name,
    cookieName,
    until,
    isAsync,
    keepsCookie: keepCookie,
    prepare: parts.prepare,
    // An async function: what is refused before it is read is a promise too.
    read: isAsync ? async (cookies: RawCookies, now: number) => read(cookies, now) : read,
    ownCookies: (cookies: RawCookies) => ownCookies(cookies, cookieName),
    expire: (names: readonly string[]) => names.map((each) => serialize(each, '', attributes)),
  });
}

const onlyItself = (cookies: RawCookies, cookieName: string): string[] =>
  cookies[cookieName] === undefined ? [] : [cookieName];

function isTooLong(cookies: RawCookies, names: readonly string[]): boolean {
  return names.reduce((length, each) => length + (cookies[each]?.length ?? 0), 0) > MAX_LENGTH;
}
