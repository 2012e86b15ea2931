import { createHash, createHmac } from 'node:crypto';
import type { LegacyReader, LegacyResult } from '../legacy-reader.js';
import { invalid } from '../option-errors.js';
import { decryptAesCbc } from './aes-cbc.js';
import { opened, refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { isSame, secretList, type Secret } from './secrets.js';

export interface CookieSessionsOptions extends LegacyReaderOptions {
  /** `secret` as cookie-sessions was given it; a list where it was changed. In UTF-8. */
  secret: string | readonly string[];
  /** `timeout` as cookie-sessions was given it, in milliseconds. Default: 24 hours. */
  timeout?: number;
  /** Name of the cookie, there called `session_key`. Default: `_node`. */
  cookieName?: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** HMAC of what follows, milliseconds since 1970, ciphertext in blocks of 16 bytes; all lower case. */
const FORMAT = /^([0-9a-f]{40})(\d{13})((?:[0-9a-f]{32})+)$/;

/**
 * Reads the cookies of cookie-sessions 0.0.2 (Connect, 2010; its lib/cookie-sessions.js):
 *
 *     hex HMAC-SHA1(secret, timestamp | ciphertext) | timestamp | hex ciphertext
 *
 * A cookie is good for `timeout` after its timestamp, which the library set anew on each response: when the session was
 * created is not told. Key and initialisation vector both follow from the secret, so equal sessions had equal ciphertexts:
 * a process that makes such a reader emits one warning, SESSION_LEGACY_NO_IV.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID
 */
export function cookieSessions(options: CookieSessionsOptions): LegacyReader {
  const keys = secretList('legacy.cookieSessions.secret', options.secret).map(deriveKeys);
  const { timeout = DAY } = options;
  if (!(Number.isFinite(timeout) && timeout > 0))
    throw invalid('legacy.cookieSessions.timeout', 'a number of milliseconds');
  const reader = defineReader(options, {
    name: 'cookieSessions',
    defaultCookieName: '_node',
    read: (cookies, cookieName, now) => read(cookies[cookieName] ?? '', keys, now - timeout),
  });
  warnOnce();
  return reader;
}

interface Keys {
  readonly mac: Secret;
  readonly key: Buffer;
  readonly iv: Buffer;
}

function read(value: string, keys: readonly Keys[], oldest: number): LegacyResult {
  const [, mac = '', timestamp = '', ciphertext = ''] = FORMAT.exec(value) ?? [];
  if (mac === '') return refused('encoding');
  const found = keys.find((each) =>
    isSame(mac, createHmac('sha1', each.mac).update(timestamp).update(ciphertext).digest('hex')),
  );
  if (!found) return refused('forged');
  if (Number(timestamp) <= oldest) return refused('expired');
  return opened(decryptAesCbc('aes-192-cbc', found.key, found.iv, Buffer.from(ciphertext, 'hex')));
}

/** EVP_BytesToKey of OpenSSL with MD5, one round and no salt: what crypto.createDecipher did until Node 22. */
function deriveKeys(secret: Secret): Keys {
  const digests: Buffer[] = [];
  while (digests.length < 3) {
    const hash = createHash('md5').update(digests.at(-1) ?? '');
    digests.push(hash.update(secret).digest());
  }
  const bytes = Buffer.concat(digests);
  return { mac: secret, key: bytes.subarray(0, 24), iv: bytes.subarray(24, 40) };
}

let hasWarned = false;

function warnOnce(): void {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(
    'nestjs-sealed-session: cookie-sessions encrypts without an initialisation vector, so its cookies tell which sessions ' +
      'are equal. Read them for as short a time as you can: set "until" of the reader cookieSessions.',
    { code: 'SESSION_LEGACY_NO_IV' },
  );
}
