import { createHmac } from 'node:crypto';
import type { LegacyReader, LegacyResult, RawCookies } from '../legacy-reader.js';
import { opened, refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { isSame, secretList, type Secret } from './secrets.js';

/** What is used of a Keygrip (npm keygrip), or of anything that an application put in its place. */
export interface KeygripLike {
  verify(data: string, signature: string): boolean;
}

export interface CookieSessionReaderOptions extends LegacyReaderOptions {
  /**
   * `keys` as cookie-session was given them, the oldest too; or the Keygrip itself, where it has another algorithm than
   * SHA-1.
   */
  keys?: readonly Secret[] | KeygripLike;
  /** `secret` as cookie-session was given it, where it had no `keys`. */
  secret?: string | readonly string[];
  /** Name of the cookie, there called `name`. Default: `session`. The signature stands in `<cookieName>.sig`. */
  cookieName?: string;
}

/**
 * Reads the cookies of cookie-session 1 and 2, and so of nestjs-cookie-session, which wraps it (its index.js, and
 * index.js of npm cookies and keygrip):
 *
 *     name=base64 JSON; name.sig=base64url HMAC-SHA1(key, "name=" | value)
 *
 * They were signed, not encrypted, and hold no time: a copied cookie is good until `until`. They hold nothing random either:
 * sessions with the same data have the same cookie, and nothing tells them apart. Cookies that were not even signed
 * (`signed: false`) are not read.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID
 */
export function cookieSession(options: CookieSessionReaderOptions): LegacyReader {
  const verify = verifierOf(options);
  return defineReader(options, {
    name: 'cookieSession',
    defaultCookieName: 'session',
    ownCookies: (cookies, cookieName) =>
      [cookieName, `${cookieName}.sig`].filter((name) => cookies[name] !== undefined),
    read: (cookies, cookieName) => read(cookies, cookieName, verify),
  });
}

function read(cookies: RawCookies, name: string, verify: KeygripLike['verify']): LegacyResult {
  const value = cookies[name];
  const signature = cookies[`${name}.sig`];
  if (value === undefined || signature === undefined) return refused('forged');
  if (!verify(`${name}=${value}`, signature)) return refused('forged');
  // As Node decodes base64, which is more than base64 is: the signature has covered the text itself.
  // Signed anew with a newer key, it is the same session.
  return opened(Buffer.from(value, 'base64').toString('utf8'), { identity: value });
}

function verifierOf({ keys, secret }: CookieSessionReaderOptions): KeygripLike['verify'] {
  if (isKeygrip(keys)) return (data, signature) => keys.verify(data, signature);
  const list = secretList(
    keys === undefined ? 'legacy.cookieSession.secret' : 'legacy.cookieSession.keys',
    keys ?? secret,
  );
  return (data, signature) =>
    list.some((key) => isSame(signature, createHmac('sha1', key).update(data).digest('base64url')));
}

const isKeygrip = (keys: CookieSessionReaderOptions['keys']): keys is KeygripLike =>
  typeof keys === 'object' && keys !== null && 'verify' in keys && typeof keys.verify === 'function';
