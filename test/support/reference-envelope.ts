// A second implementation of docs/envelope.md, written from that text alone, on other cryptography: it shares no line
// with lib/. Section numbers are those of the document.
import { hkdfSync } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

const LABEL = 'nestjs-sealed-session/v1';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export interface ReferenceContents {
  flags: number;
  id: Buffer;
  createdAt: number;
  issuedAt: number;
  expiresAt: number;
  json: string;
}

export type ReferenceOpened = ({ ok: true } & ReferenceContents) | { ok: false; reason: string };

/** Section 3: what one secret gives for one cookie name. */
export function referenceKeys(secret: string, cookieName: string) {
  const name = Buffer.from(cookieName, 'utf8');
  const prefixed = Buffer.concat([Buffer.of(name.length >> 8, name.length & 0xff), name]);
  const hkdf = (info: string, length: number) =>
    Buffer.from(
      hkdfSync('sha256', Buffer.from(secret), LABEL, Buffer.concat([Buffer.from(info), prefixed]), length),
    );
  const keyId = hkdf('XChaCha20-Poly1305-IETF key id', 4);
  return {
    key: hkdf('XChaCha20-Poly1305-IETF key', 32),
    keyId,
    associated: Buffer.concat([Buffer.from(LABEL), Buffer.of(1), keyId, prefixed]),
  };
}

/** Sections 2, 4 and 5, with a nonce that the caller chooses: for vectors only. */
export function sealReference(
  contents: ReferenceContents,
  secret: string,
  cookieName: string,
  nonce: Uint8Array,
): string {
  const { key, keyId, associated } = referenceKeys(secret, cookieName);
  const sealed = xchacha20poly1305(key, nonce, associated).encrypt(referencePlaintext(contents));
  return Buffer.concat([Buffer.of(1), keyId, nonce, sealed]).toString('base64url');
}

/** Section 4. */
export function referencePlaintext({ flags, id, createdAt, ...rest }: ReferenceContents): Buffer {
  return Buffer.concat([
    Buffer.of(flags),
    id,
    bigEndian(createdAt, 6),
    bigEndian(rest.issuedAt - createdAt, 5),
    bigEndian(rest.expiresAt - createdAt, 5),
    Buffer.from(rest.json, 'utf8'),
  ]);
}

/** Section 6, without step 6: it has no clock. */
export function openReference(
  value: string,
  secrets: readonly string[],
  cookieName: string,
  maxCharacters = 6144,
): ReferenceOpened {
  if (value.length < 104 || value.length > maxCharacters) return refused('size');
  const bytes = decodeBase64url(value);
  if (bytes === undefined) return refused('encoding');
  if (bytes[0] !== 1) return refused('version');
  const rings = secrets.map((secret) => referenceKeys(secret, cookieName));
  const keys = rings.find(({ keyId }) => keyId.equals(bytes.subarray(1, 5)));
  if (keys === undefined) return refused('unknown-key');
  const plaintext = decrypt(keys, bytes);
  return plaintext === undefined ? refused('forged') : parse(plaintext);
}

const refused = (reason: string) => ({ ok: false, reason }) as const;

function decrypt(
  { key, associated }: ReturnType<typeof referenceKeys>,
  bytes: Uint8Array,
): Buffer | undefined {
  try {
    const cipher = xchacha20poly1305(key, bytes.subarray(5, 29), associated);
    return Buffer.from(cipher.decrypt(bytes.subarray(29)));
  } catch {
    return undefined;
  }
}

function parse(plaintext: Buffer): ReferenceOpened {
  const flags = plaintext[0] as number;
  const json = plaintext.toString('utf8', 33);
  if (flags > 7 || !isJsonObject(json)) return refused('contents');
  const createdAt = Number(`0x${plaintext.toString('hex', 17, 23)}`);
  const issuedAt = createdAt + Number(`0x${plaintext.toString('hex', 23, 28)}`);
  const expiresAt = createdAt + Number(`0x${plaintext.toString('hex', 28, 33)}`);
  return { ok: true, flags, id: plaintext.subarray(1, 17), createdAt, issuedAt, expiresAt, json };
}

function isJsonObject(json: string): boolean {
  try {
    const data: unknown = JSON.parse(json);
    return typeof data === 'object' && data !== null && !Array.isArray(data);
  } catch {
    return false;
  }
}

/** Section 2: no padding, no other character, and no bit set that the bytes do not hold. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  let bits = '';
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit === -1) return undefined;
    bits += digit.toString(2).padStart(6, '0');
  }
  const rest = bits.length % 8;
  if (rest === 6 || bits.slice(bits.length - rest).includes('1')) return undefined;
  return Uint8Array.from({ length: (bits.length - rest) / 8 }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2),
  );
}

/** Section 7: the value that chunks make, undefined when they are not all there. */
export function joinReference(chunks: ReadonlyMap<number, string>): string | undefined {
  const prefix = (chunks.get(0) ?? '').slice(0, 10);
  if (!/^[0-9]{2}/.test(prefix)) return undefined;
  const count = Number(prefix.slice(0, 2));
  const all = Array.from({ length: count }, (_, index) => chunks.get(index));
  if (count < 2 || count > 20 || !all.every((chunk) => chunk?.startsWith(prefix))) return undefined;
  const value = all.map((chunk) => chunk?.slice(10)).join('');
  return value.slice(8, 16) === prefix.slice(2) ? value : undefined;
}

function bigEndian(value: number, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');
}
