import { hkdfSync } from 'node:crypto';
import { SessionError } from '../errors.js';
import { type Aead, type ImportedKey, KEY_BYTES } from './aead.js';

export const VERSION = 1;
export const KEY_ID_BYTES = 4;

/** Salt of HKDF and beginning of the associated data. */
const LABEL = 'nestjs-sealed-session/v1';
const SUITE = 'XChaCha20-Poly1305-IETF';

export interface SealingKey extends ImportedKey {
  /** The four bytes of the key id as an unsigned number. */
  readonly id: number;
}

interface DerivedKey {
  readonly id: number;
  readonly key: Buffer;
  readonly associated: Buffer;
}

/**
 * The keys of one cookie name. The first secret seals, all unseal; a value names its key, so finding it is a look-up
 * and an unknown id costs no cryptography.
 */
export class KeyRing {
  readonly sealing: SealingKey;
  private readonly keys: ReadonlyMap<number, SealingKey>;

  /** Takes the derived keys over into libsodium's memory, and wipes them. */
  constructor(aead: Aead, derived: readonly DerivedKey[]) {
    const keys = derived.map(({ id, key, associated }) => ({ id, ...aead.import(key, associated) }));
    derived.forEach(({ key }) => key.fill(0));
    this.keys = new Map(keys.map((key) => [key.id, key]));
    this.sealing = keys[0] as SealingKey;
  }

  find(id: number): SealingKey | undefined {
    return this.keys.get(id);
  }
}

/**
 * HKDF-SHA256 (RFC 5869) of each secret for one cookie name. Runs at start-up and at no other time.
 *
 * @throws {SessionError} ERR_SESSION_KEY_COLLISION when two secrets give one key id.
 */
export function deriveKeys(secrets: readonly string[], cookieName: string): DerivedKey[] {
  const keys = secrets.map((secret) => deriveKey(secret, cookieName));
  const collision = keys.findIndex(({ id }, index) => keys.findIndex((other) => other.id === id) < index);
  if (collision === -1) return keys;
  throw new SessionError(
    'ERR_SESSION_KEY_COLLISION',
    `secret[${collision}] has the key id of an earlier one: it is listed twice, or replace it by a fresh one from ` +
      '"npx nestjs-sealed-session keygen".',
  );
}

/** A key of each secret, in order, for what stands for ids and subjects outside of this process. */
export function deriveHandleKeys(secrets: readonly string[], cookieName: string): Buffer[] {
  return secrets.map((secret) => derive(secret, 'revocation', lengthPrefixed(cookieName), KEY_BYTES));
}

/** A key id as people see it: eight hexadecimal digits. */
export function formatKeyId(id: number): string {
  return id.toString(16).padStart(2 * KEY_ID_BYTES, '0');
}

function deriveKey(secret: string, cookieName: string): DerivedKey {
  const name = lengthPrefixed(cookieName);
  const keyId = derive(secret, 'key id', name, KEY_ID_BYTES);
  return {
    id: keyId.readUInt32BE(),
    key: derive(secret, 'key', name, KEY_BYTES),
    associated: Buffer.concat([Buffer.from(LABEL), Buffer.of(VERSION), keyId, name]),
  };
}

function derive(secret: string, purpose: string, name: Buffer, bytes: number): Buffer {
  const info = Buffer.concat([Buffer.from(`${SUITE} ${purpose}`), name]);
  return Buffer.from(hkdfSync('sha256', secret, LABEL, info, bytes));
}

/** Two bytes of length, big-endian, then the bytes: no two names give the same text. */
function lengthPrefixed(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
