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

/**
 * The keys of one cookie name. The first secret seals, all unseal; a value names its key, so finding it is a look-up
 * and an unknown id costs no cryptography. HKDF-SHA256 (RFC 5869) runs here and nowhere else: at start-up.
 *
 * @throws {SessionError} ERR_SESSION_KEY_COLLISION when two secrets give one key id.
 */
export class KeyRing {
  readonly sealing: SealingKey;
  private readonly keys = new Map<number, SealingKey>();

  constructor(aead: Aead, secrets: readonly string[], cookieName: string) {
    secrets.forEach((secret, index) => this.add(deriveKey(aead, secret, cookieName), index));
    this.sealing = this.keys.values().next().value as SealingKey;
  }

  find(id: number): SealingKey | undefined {
    return this.keys.get(id);
  }

  private add(key: SealingKey, index: number): void {
    if (this.keys.has(key.id)) {
      throw new SessionError(
        'ERR_SESSION_KEY_COLLISION',
        `Secret ${index + 1} of the list has the key id of an earlier one: it is listed twice, or replace it ` +
          'by a fresh one from "npx nestjs-sealed-session keygen".',
      );
    }
    this.keys.set(key.id, key);
  }
}

/** A key id as people see it: eight hexadecimal digits. */
export function formatKeyId(id: number): string {
  return id.toString(16).padStart(2 * KEY_ID_BYTES, '0');
}

function deriveKey(aead: Aead, secret: string, cookieName: string): SealingKey {
  const name = lengthPrefixed(cookieName);
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(
      hkdfSync('sha256', secret, LABEL, Buffer.concat([Buffer.from(`${SUITE} ${purpose}`), name]), bytes),
    );
  const key = derive('key', KEY_BYTES);
  const keyId = derive('key id', KEY_ID_BYTES);
  const associated = Buffer.concat([Buffer.from(LABEL), Buffer.of(VERSION), keyId, name]);
  const imported = aead.import(key, associated);
  key.fill(0);
  return { id: keyId.readUInt32BE(), ...imported };
}

/** Two bytes of length, big-endian, then the bytes: no two names give the same text. */
function lengthPrefixed(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
