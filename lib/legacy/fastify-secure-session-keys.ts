import { invalid } from '../option-errors.js';
import { nodeArgon2id, type Argon2id } from './argon2id.js';
import { KEY_BYTES } from './secretbox.js';
import { secretList, type Secret } from './secrets.js';

/** Keys as @fastify/secure-session was given them. `key` counts where a secret stands beside it, as there. */
export interface SecureSessionKeyOptions {
  /** 32 bytes, or their base64; a list where it was changed. */
  key?: Secret | readonly Secret[];
  /**
   * 32 bytes or more, from which the key is derived once, where the reader is made: 256 MB for 0.4 seconds with Node's own
   * Argon2id, for 3 with that of @noble/hashes.
   */
  secret?: string | Uint8Array;
  /** 16 bytes. Default: that of the library. */
  salt?: string | Uint8Array;
  /** For `secret` on a Node before 24.7, which has none of its own: `argon2id` of `@noble/hashes/argon2.js`. */
  argon2id?: Argon2id;
}

const SALT_BYTES = 16;
const DEFAULT_SALT = 'mq9hDxBVDbspDR6nLfFT1g==';

/** libsodium's OPSLIMIT_MODERATE and MEMLIMIT_MODERATE (src/libsodium/include/sodium/crypto_pwhash_argon2id.h). */
const MODERATE = { t: 3, m: 256 * 1024, p: 1, dkLen: KEY_BYTES };

const option = (name: string): string => `legacy.fastifySecureSession.${name}`;

/** @throws {SessionError} ERR_SESSION_OPTION_INVALID for what @fastify/secure-session would refuse too. */
export function resolveKeys({ key, ...rest }: SecureSessionKeyOptions): readonly Uint8Array[] {
  if (key === undefined) return [deriveKey(rest)];
  const keys = secretList(option('key'), key).map((each) =>
    typeof each === 'string' ? Buffer.from(each, 'base64') : each,
  );
  if (keys.every((each) => each.length === KEY_BYTES)) return keys;
  throw invalid(option('key'), `${KEY_BYTES} bytes, or their base64`, 'Each of a list.');
}

function deriveKey({ secret, salt, argon2id }: SecureSessionKeyOptions): Uint8Array {
  const secretBytes = bytesOf(secret, 'utf8');
  if (secretBytes === undefined || secretBytes.length < 32)
    throw invalid(option('secret'), '32 bytes or more', 'Give it, or "key".');
  const saltBytes = salt === undefined ? Buffer.from(DEFAULT_SALT, 'base64') : bytesOf(salt, 'latin1');
  if (saltBytes?.length !== SALT_BYTES) throw invalid(option('salt'), `${SALT_BYTES} bytes`);
  const derive = nodeArgon2id() ?? argon2id;
  if (typeof derive !== 'function')
    throw invalid(
      option('argon2id'),
      'given on a Node before 24.7',
      'Install @noble/hashes and pass argon2id of \'@noble/hashes/argon2.js\', or give the derived key as "key".',
    );
  return derive(secretBytes, saltBytes, MODERATE);
}

function bytesOf(value: unknown, encoding: BufferEncoding): Uint8Array | undefined {
  if (typeof value === 'string') return Buffer.from(value, encoding);
  return value instanceof Uint8Array ? value : undefined;
}
