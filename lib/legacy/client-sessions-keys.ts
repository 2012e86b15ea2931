import { createHmac } from 'node:crypto';
import { invalid, oneOf } from '../option-errors.js';
import type { AesCbc } from './aes-cbc.js';
import { secretList, type Secret } from './secrets.js';

type EncryptionAlgorithm = keyof typeof ENCRYPTION;
type SignatureAlgorithm = keyof typeof SIGNATURE;

/** Keys as client-sessions was given them: a secret, or both keys. */
export interface ClientSessionsKeyOptions {
  /** `secret` as client-sessions was given it; a list where it was changed. */
  secret?: Secret | readonly Secret[];
  /** Instead of a secret, together with `signatureKey`; a list where they were changed, and both in the same order. */
  encryptionKey?: Uint8Array | readonly Uint8Array[];
  signatureKey?: Uint8Array | readonly Uint8Array[];
  /** Default: `aes256`. */
  encryptionAlgorithm?: EncryptionAlgorithm;
  /** Default: `sha256`. The forms with `drop` send the first half of the MAC only. */
  signatureAlgorithm?: SignatureAlgorithm;
}

/** The algorithms under node:crypto's names. */
export interface ClientSessionsCiphers {
  readonly encryption: AesCbc;
  readonly hash: string;
  /** What is sent of the MAC. */
  readonly macBytes: number;
}

export interface Keys {
  readonly encryption: Uint8Array;
  readonly signature: Uint8Array;
}

const ENCRYPTION = {
  aes128: { encryption: 'aes-128-cbc', bytes: 16 },
  aes192: { encryption: 'aes-192-cbc', bytes: 24 },
  aes256: { encryption: 'aes-256-cbc', bytes: 32 },
} as const;

const SIGNATURE = {
  sha256: { hash: 'sha256', bytes: 32, macBytes: 32 },
  'sha256-drop128': { hash: 'sha256', bytes: 32, macBytes: 16 },
  sha384: { hash: 'sha384', bytes: 48, macBytes: 48 },
  'sha384-drop192': { hash: 'sha384', bytes: 48, macBytes: 24 },
  sha512: { hash: 'sha512', bytes: 64, macBytes: 64 },
  'sha512-drop256': { hash: 'sha512', bytes: 64, macBytes: 32 },
} as const;

const option = (name: string): string => `legacy.clientSessions.${name}`;

/** @throws {SessionError} ERR_SESSION_OPTION_INVALID for algorithms and keys that client-sessions would refuse too. */
export function resolveKeys(options: ClientSessionsKeyOptions): {
  readonly ciphers: ClientSessionsCiphers;
  readonly keys: readonly Keys[];
} {
  const { encryptionAlgorithm = 'aes256', signatureAlgorithm = 'sha256' } = options;
  oneOf(option('encryptionAlgorithm'), encryptionAlgorithm, Object.keys(ENCRYPTION));
  oneOf(option('signatureAlgorithm'), signatureAlgorithm, Object.keys(SIGNATURE));
  const { encryption, bytes } = ENCRYPTION[encryptionAlgorithm];
  const { hash, macBytes, bytes: atLeast } = SIGNATURE[signatureAlgorithm];
  const keys = keysOf(options);
  if (keys.some((each) => each.encryption.length !== bytes))
    throw invalid(option('encryptionKey'), `${bytes} bytes for ${encryptionAlgorithm}`);
  if (keys.some((each) => each.signature.length < atLeast))
    throw invalid(option('signatureKey'), `${atLeast} bytes at least for ${signatureAlgorithm}`);
  return { ciphers: { encryption, hash, macBytes }, keys };
}

function keysOf({ secret, encryptionKey, signatureKey }: ClientSessionsKeyOptions): readonly Keys[] {
  if (encryptionKey === undefined && signatureKey === undefined)
    return secretList(option('secret'), secret).map((each) => ({
      encryption: derive(each, 'cookiesession-encryption'),
      signature: derive(each, 'cookiesession-signature'),
    }));
  const encryption = buffersIn('encryptionKey', encryptionKey);
  const signature = buffersIn('signatureKey', signatureKey);
  if (encryption.length !== signature.length)
    throw invalid(
      option('signatureKey'),
      'a list as long as encryptionKey',
      'Each pair stands at one index.',
    );
  return encryption.map((each, index) => ({ encryption: each, signature: signature[index]! }));
}

const derive = (secret: Secret, purpose: string): Buffer =>
  createHmac('sha256', secret).update(purpose).digest();

function buffersIn(name: string, value: unknown): readonly Uint8Array[] {
  const list = secretList(option(name), value);
  if (list.every((each) => typeof each !== 'string')) return list;
  throw invalid(option(name), 'a Buffer or a list of them', "Decode it first: Buffer.from(text, 'base64').");
}
