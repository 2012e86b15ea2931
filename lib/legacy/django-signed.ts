import { createHash, createHmac } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { LegacyReader, LegacyResult } from '../legacy-reader.js';
import { invalid } from '../option-errors.js';
import { parseObject, refused, type Refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { strictBytes } from './encodings.js';
import { isSame, secretList, type Secret } from './secrets.js';

export interface DjangoSignedOptions extends LegacyReaderOptions {
  /** Django's SECRET_KEY, or a list of it and the SECRET_KEY_FALLBACKS. */
  secretKey: Secret | readonly Secret[];
  /** Django's SESSION_COOKIE_AGE, in seconds. Default: 1 209 600, two weeks. */
  sessionCookieAge?: number;
  /**
   * true also takes what was signed with HMAC-SHA1: by Django before 3.1, or by 3.1 to 3.2 under
   * DEFAULT_HASHING_ALGORITHM = 'sha1'. Default: false.
   */
  acceptSha1?: boolean;
}

type Signer = (signed: string) => string;

const SALT = 'django.contrib.sessions.backends.signed_cookies';
const TWO_WEEKS = 1_209_600;
/** What a compressed session may inflate to, in bytes. */
const MAX_INFLATED = 65_536;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Reads sessions of Django's `signed_cookies` backend with the JSON serializer (the default since 1.6).
 *
 * value     = payload ":" timestamp ":" signature
 * payload   = BASE64URL( JSON ), or "." BASE64URL( zlib( JSON ) )
 * timestamp = seconds since 1970 in base 62
 * signature = BASE64URL( HMAC-SHA256( SHA256( salt "signer" SECRET_KEY ), payload ":" timestamp ) )
 *
 * Source: django/core/signing.py, django/utils/crypto.py (salted_hmac) and contrib/sessions/backends/signed_cookies.py.
 * The cookie is signed and not encrypted: its user could read it. The time is that of the last write, so it does not say
 * when the session was created.
 */
export function djangoSigned(options: DjangoSignedOptions): LegacyReader {
  const keys = secretList('legacy.djangoSigned.secretKey', options.secretKey);
  const { sessionCookieAge = TWO_WEEKS, acceptSha1 = false } = options;
  if (typeof sessionCookieAge !== 'number' || !(sessionCookieAge > 0))
    throw invalid('legacy.djangoSigned.sessionCookieAge', 'a number of seconds above 0');
  const algorithms = acceptSha1 ? ['sha256', 'sha1'] : ['sha256'];
  const signers = keys.flatMap((key) => algorithms.map((algorithm) => signer(key, algorithm)));
  return defineReader(options, {
    name: 'djangoSigned',
    defaultCookieName: 'sessionid',
    read(cookies, cookieName, now) {
      const opened = openSigned(cookies[cookieName] ?? '', signers);
      if (!opened.ok) return opened;
      return withinTimes(opened, sessionCookieAge, now);
    },
  });
}

function signer(secretKey: Secret, algorithm: string): Signer {
  const key = createHash(algorithm).update(`${SALT}signer`).update(secretKey).digest();
  return (signed) => createHmac(algorithm, key).update(signed).digest('base64url');
}

interface Opened {
  readonly ok: true;
  readonly data: Record<string, unknown>;
  /** Seconds since 1970. */
  readonly signedAt: number;
}

function openSigned(value: string, signers: readonly Signer[]): Opened | Refused {
  const parts = /^(\.?[\w-]+):([0-9A-Za-z]{1,9}):([\w-]+)$/.exec(value);
  if (parts === null) return refused('encoding');
  const [, payload = '', timestamp = '', signature = ''] = parts;
  if (!signers.some((sign) => isSame(signature, sign(`${payload}:${timestamp}`)))) return refused('forged');
  const json = payload.startsWith('.') ? inflate(payload.slice(1)) : strictBytes(payload, 'base64url');
  if (json === 'size') return refused('size');
  // Django's own words: .decode('latin-1'). What it writes is ASCII.
  const data = json === undefined ? undefined : parseObject(json.toString('latin1'));
  return data === undefined ? refused('contents') : { ok: true, data, signedAt: fromBase62(timestamp) };
}

function inflate(text: string): Buffer | 'size' | undefined {
  const compressed = strictBytes(text, 'base64url');
  if (compressed === undefined) return undefined;
  try {
    return inflateSync(compressed, { maxOutputLength: MAX_INFLATED });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'size' : undefined;
  }
}

const fromBase62 = (text: string): number =>
  Array.from(text).reduce((sum, digit) => sum * BASE62.length + BASE62.indexOf(digit), 0);

/** `_session_expiry` is what `set_expiry()` left: seconds from the last write, 0 for the browser's session, or a date. */
function withinTimes({ data, signedAt }: Opened, cookieAge: number, now: number): LegacyResult {
  const { _session_expiry: expiry, ...rest } = data;
  const age = typeof expiry === 'number' && expiry > 0 ? Math.min(cookieAge, expiry) : cookieAge;
  const date = typeof expiry === 'string' ? Date.parse(expiry) : Number.NaN;
  if (now > (signedAt + age) * 1000 || now >= date) return refused('expired');
  return { ok: true, data: rest };
}
