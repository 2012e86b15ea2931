import { createHmac } from 'node:crypto';
import type { LegacyReader, LegacyResult } from '../legacy-reader.js';
import { decryptAesCbc } from './aes-cbc.js';
import {
  resolveKeys,
  type ClientSessionsCiphers,
  type ClientSessionsKeyOptions,
  type Keys,
} from './client-sessions-keys.js';
import { opened, refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { strictBytes } from './encodings.js';
import { isSame } from './secrets.js';

export interface ClientSessionsOptions extends LegacyReaderOptions, ClientSessionsKeyOptions {
  /** Name of the cookie, as client-sessions was given it. It is sealed inside as well. Default: `session_state`. */
  cookieName?: string;
}

/**
 * Reads the cookies of Mozilla's client-sessions 0.8 (its lib/client-sessions.js):
 *
 *     iv.ciphertext.createdAt.duration.mac      AES-CBC of "name=" | JSON; HMAC of all before it; binary in base64url
 *
 * A cookie is good for `duration` after `createdAt`, both milliseconds and both of the cookie, whatever the options of the
 * library are by now. It moved `createdAt` forward for active sessions: that is when the session was last extended.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID
 */
export function clientSessions(options: ClientSessionsOptions): LegacyReader {
  const { ciphers, keys } = resolveKeys(options);
  return defineReader(options, {
    name: 'clientSessions',
    defaultCookieName: 'session_state',
    read: (cookies, cookieName, now) => read(cookies[cookieName] ?? '', cookieName, ciphers, keys, now),
  });
}

interface Parts {
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly createdAt: string;
  readonly duration: string;
  readonly mac: Buffer;
}

function read(
  value: string,
  cookieName: string,
  ciphers: ClientSessionsCiphers,
  keys: readonly Keys[],
  now: number,
): LegacyResult {
  const parts = split(value);
  if (!parts) return refused('encoding');
  const found = keys.find(({ signature }) => isSame(parts.mac, macOf(parts, ciphers, signature)));
  if (!found) return refused('forged');
  const createdAt = Number(parts.createdAt);
  if (createdAt + Number(parts.duration) < now) return refused('expired');
  const text = decryptAesCbc(ciphers.encryption, found.encryption, parts.iv, parts.ciphertext);
  // The name keeps the cookie of one use from being another's.
  if (!text?.startsWith(`${cookieName}=`)) return refused('contents');
  return opened(text.slice(cookieName.length + 1), { createdAt: Math.min(createdAt, now) });
}

/** Undefined unless each part is exactly as the library writes it. */
function split(value: string): Parts | undefined {
  const [, ...texts] = /^([\w-]+)\.([\w-]+)\.(\d{1,15})\.(\d{1,15})\.([\w-]+)$/.exec(value) ?? [];
  const [ivText = '', ciphertextText = '', createdAt = '', duration = '', macText = ''] = texts;
  const [iv, ciphertext, mac] = [ivText, ciphertextText, macText].map((text) =>
    strictBytes(text, 'base64url'),
  );
  if (iv?.length !== 16 || !ciphertext || !mac) return undefined;
  return { iv, ciphertext, createdAt, duration, mac };
}

function macOf(parts: Parts, { hash, macBytes }: ClientSessionsCiphers, key: Uint8Array): Buffer {
  const hmac = createHmac(hash, key);
  hmac.update(parts.iv).update('.').update(parts.ciphertext);
  hmac.update(`.${parts.createdAt}.${parts.duration}`);
  return hmac.digest().subarray(0, macBytes);
}
