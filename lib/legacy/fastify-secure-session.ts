import type { LegacyReader, LegacyResult } from '../legacy-reader.js';
import { invalid } from '../option-errors.js';
import { parseObject, refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { percentDecoded, strictBytes } from './encodings.js';
import { resolveKeys, type SecureSessionKeyOptions } from './fastify-secure-session-keys.js';
import { NONCE_BYTES, Secretbox, TAG_BYTES } from './secretbox.js';

export interface FastifySecureSessionOptions extends LegacyReaderOptions, SecureSessionKeyOptions {
  /** Name of the cookie: `cookieName`, or else `sessionName`, of the library. Default: `session`. */
  cookieName?: string;
  /** `expiry` as the library was given it, in seconds. Default: 86401, as there. */
  expiry?: number;
}

/**
 * Reads the cookies of @fastify/secure-session 8 (its index.js):
 *
 *     base64 (tag | ciphertext) ; base64 nonce      percent-encoded; XSalsa20-Poly1305 of JSON with its time, `__ts`
 *
 * A cookie is good for `expiry` after `__ts`, the second in which the session was last changed: when it was created is not
 * told. Cookies that @fastify/cookie signed as well (`cookie: { signed: true }`) are not read.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID
 */
export function fastifySecureSession(options: FastifySecureSessionOptions): LegacyReader {
  const { expiry = 86_401 } = options;
  if (!(Number.isFinite(expiry) && expiry > 0))
    throw invalid('legacy.fastifySecureSession.expiry', 'a number of seconds');
  const keys = resolveKeys(options);
  let secretbox: Promise<Secretbox> | undefined;
  return defineReader(options, {
    name: 'fastifySecureSession',
    defaultCookieName: 'session',
    isAsync: true,
    async read(cookies, cookieName, now) {
      secretbox ??= Secretbox.load(keys);
      return read(cookies[cookieName] ?? '', await secretbox, now - expiry * 1000);
    },
  });
}

function read(value: string, secretbox: Secretbox, oldest: number): LegacyResult {
  const box = percentDecoded(value);
  const [ciphertext, nonce, ...rest] = box.split(';', 3).map((text) => strictBytes(text, 'base64'));
  if (!ciphertext || !nonce || rest.length > 0) return refused('encoding');
  if (ciphertext.length < TAG_BYTES || nonce.length !== NONCE_BYTES) return refused('encoding');
  const text = secretbox.open(ciphertext, nonce);
  if (text === undefined) return refused('forged');
  const { __ts: changedAt, ...data } = parseObject(text) ?? {};
  if (typeof changedAt !== 'number') return refused('contents');
  if (changedAt * 1000 <= oldest) return refused('expired');
  // The box, and not the cookie: that can be percent-encoded in many ways.
  return { ok: true, data, identity: box };
}
