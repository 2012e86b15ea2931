import { createDecipheriv } from 'node:crypto';

export type AesCbc = 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc';

/**
 * The text that AES-CBC (NIST SP 800-38A, PKCS #7 padding) encrypted; undefined where length or padding is wrong. Only for
 * what a MAC has authenticated: otherwise the difference between the two answers is a padding oracle.
 */
export function decryptAesCbc(
  algorithm: AesCbc,
  key: Uint8Array,
  iv: Uint8Array,
  ciphertext: Uint8Array,
): string | undefined {
  try {
    const decipher = createDecipheriv(algorithm, key, iv);
    return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
