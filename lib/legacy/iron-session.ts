import { createHmac, pbkdf2Sync } from 'node:crypto';
import type { LegacyReader, LegacyResult, RawCookies } from '../legacy-reader.js';
import { invalid } from '../option-errors.js';
import { decryptAesCbc } from './aes-cbc.js';
import { opened, refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { percentDecoded, strictBytes } from './encodings.js';
import { isSame } from './secrets.js';

export interface IronSessionOptions extends LegacyReaderOptions {
  /** `cookieName` as iron-session was given it: it has no default. */
  cookieName: string;
  /**
   * `password` as iron-session was given it: one of 32 characters at least, or each under its number. Numbers name the
   * password in the cookie, so keep them.
   */
  password: string | Readonly<Record<number, string>>;
}

/** iron-session accepts a seal for so long after it has expired (its `timestampSkewSec`). */
const SKEW = 60_000;
/** iron-session 9 spreads a session over so many cookies at most. */
const MAX_CHUNKS = 4;

/**
 * Fe26.2 * password id * salt * iv * ciphertext * expiry * salt of the MAC * MAC ~2
 *
 * Salts are 32 bytes in hex, iv and MAC 16 and 32 bytes in base64url; no other size is worth deriving a key for. The digit
 * at the end is iron-session's own; nothing authenticates it, so it selects nothing.
 */
const SEAL =
  /^(Fe26\.2\*(\d{1,15})\*([0-9a-f]{64})\*([\w-]{22})\*([\w-]+)\*(\d{0,15}))\*([0-9a-f]{64})\*([\w-]{43})~2$/;

/**
 * Reads the cookies of iron-session 6 to 9, in one cookie or in the chunks of version 9 (its dist/index.js, and
 * iron-webcrypto's `unseal` with its defaults: AES-256-CBC and HMAC-SHA256, a key for each by PBKDF2-SHA1 with one round).
 *
 * Hostile input buys two rounds of PBKDF2 under the one password that it names, and one HMAC. The expiry is the seal's own,
 * 14 days (version 6: 15) unless `ttl` was set, and 60 seconds more; a seal without one (`ttl: 0`, or
 * `maxAge: undefined`) is good until `until`. The format does not say when a session was created.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID
 */
export function ironSession(options: IronSessionOptions): LegacyReader {
  const passwords = passwordsOf(options.password);
  return defineReader(options, {
    name: 'ironSession',
    ownCookies: (cookies, cookieName) =>
      [cookieName, ...chunkNames(cookieName)].filter((name) => cookies[name] !== undefined),
    read: (cookies, cookieName, now) => read(sealIn(cookies, cookieName), passwords, now),
  });
}

function read(seal: string, passwords: ReadonlyMap<string, string>, now: number): LegacyResult {
  const [, authenticated, id = '', salt = '', iv = '', ciphertext = '', expiry = '', macSalt = '', mac = ''] =
    SEAL.exec(seal) ?? [];
  if (authenticated === undefined) return refused('encoding');
  const password = passwords.get(id);
  if (password === undefined) return refused('forged');
  const expected = createHmac('sha256', derive(password, macSalt)).update(authenticated).digest('base64url');
  if (!isSame(mac, expected)) return refused('forged');
  if (expiry !== '' && Number(expiry) + SKEW <= now) return refused('expired');
  const [ivBytes, bytes] = [strictBytes(iv, 'base64url'), strictBytes(ciphertext, 'base64url')];
  if (!ivBytes || !bytes) return refused('contents');
  const text = decryptAesCbc('aes-256-cbc', derive(password, salt), ivBytes, bytes);
  // The seal, and not its cookies: those can be cut and percent-encoded in many ways.
  return opened(text, { identity: seal });
}

/** The salt is used as the text it is. */
const derive = (password: string, salt: string): Buffer => pbkdf2Sync(password, salt, 1, 32, 'sha1');

/** The whole cookie if there is one, else the chunks up to the first gap, as iron-session 9 takes them. */
function sealIn(cookies: RawCookies, cookieName: string): string {
  const whole = cookies[cookieName];
  if (whole !== undefined && whole !== '') return percentDecoded(whole);
  const chunks = chunkNames(cookieName).map((name) => percentDecoded(cookies[name] ?? ''));
  const gap = chunks.indexOf('');
  return chunks.slice(0, gap === -1 ? MAX_CHUNKS : gap).join('');
}

const chunkNames = (cookieName: string): string[] =>
  Array.from({ length: MAX_CHUNKS }, (_, index) => `${cookieName}.${index}`);

function passwordsOf(password: unknown): ReadonlyMap<string, string> {
  const byId: unknown = typeof password === 'string' ? { 1: password } : password;
  const entries = typeof byId === 'object' && byId !== null ? Object.entries(byId) : [];
  if (entries.length > 0 && entries.every(isPassword)) return new Map(entries);
  throw invalid(
    'legacy.ironSession.password',
    'a password of 32 characters or more, or an object of such by number',
    "Give what iron-session was given: password: { 1: '...', 2: '...' }.",
  );
}

function isPassword(entry: [string, unknown]): entry is [string, string] {
  const [id, password] = entry;
  return /^\d+$/.test(id) && typeof password === 'string' && password.length >= 32;
}
