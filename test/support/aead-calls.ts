import { Aead, NONCE_BYTES, TAG_BYTES } from '../../lib/envelope/aead.js';

/** What one call of the cipher takes, as vectors give it. */
export interface AeadInput {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly associated: Uint8Array;
}

/** Room for every message of the suites. */
export const loadAead = (): Promise<Aead> => Aead.load(64 * 1024);

export const fromHex = (text: string): Buffer => Buffer.from(text, 'hex');

/** Ciphertext and tag. The adapter has one region for what travels; the nonce stands at its beginning. */
export function encrypt(aead: Aead, { key, nonce, associated }: AeadInput, plaintext: Uint8Array): Buffer {
  const imported = aead.import(key, associated);
  const bytes = aead.bytes();
  const from = aead.sealed + NONCE_BYTES;
  bytes.set(nonce, aead.sealed);
  bytes.set(plaintext, aead.plain);
  aead.encrypt(imported, aead.sealed, from, plaintext.length);
  return Buffer.from(aead.bytes().subarray(from, from + plaintext.length + TAG_BYTES));
}

/** The plaintext; undefined when the tag does not verify. */
export function decrypt(
  aead: Aead,
  { key, nonce, associated }: AeadInput,
  sealed: Uint8Array,
): Buffer | undefined {
  const imported = aead.import(key, associated);
  const from = aead.sealed + NONCE_BYTES;
  aead.bytes().set(nonce, aead.sealed);
  aead.bytes().set(sealed, from);
  if (!aead.decrypt(imported, aead.sealed, from, sealed.length)) return undefined;
  return Buffer.from(aead.bytes().subarray(aead.plain, aead.plain + sealed.length - TAG_BYTES));
}
