import { loadSodium, type Sodium } from '../sodium.js';

/** Bytes of a nonce and a tag of crypto_secretbox, XSalsa20-Poly1305, and of its keys. */
export const NONCE_BYTES = 24;
export const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** More than the base64 in 16 KB of cookies gives. */
const CAPACITY = 16 * 1024;

/** Opens libsodium's secret boxes under the first of its keys that fits. Keys and messages stay in libsodium's memory. */
export class Secretbox {
  readonly #sodium: Sodium;
  readonly #keys: readonly number[];
  readonly #nonce: number;
  readonly #ciphertext: number;
  readonly #message: number;

  private constructor(sodium: Sodium, keys: readonly Uint8Array[]) {
    this.#sodium = sodium;
    this.#nonce = this.allocate(NONCE_BYTES);
    this.#ciphertext = this.allocate(CAPACITY);
    this.#message = this.allocate(CAPACITY);
    this.#keys = keys.map((key) => this.copy(key, this.allocate(KEY_BYTES)));
  }

  static async load(keys: readonly Uint8Array[]): Promise<Secretbox> {
    return new Secretbox(await loadSodium(), keys);
  }

  /** The text in the box; undefined where no key opens it. */
  open(ciphertext: Uint8Array, nonce: Uint8Array): string | undefined {
    if (nonce.length !== NONCE_BYTES || ciphertext.length < TAG_BYTES || ciphertext.length > CAPACITY)
      return undefined;
    this.copy(nonce, this.#nonce);
    this.copy(ciphertext, this.#ciphertext);
    const isOpen = this.#keys.some((key) => this.decrypt(ciphertext.length, key));
    return isOpen ? this.text(ciphertext.length - TAG_BYTES) : undefined;
  }

  private decrypt(length: number, key: number): boolean {
    const sodium = this.#sodium;
    return (
      sodium._crypto_secretbox_open_easy(this.#message, this.#ciphertext, length, 0, this.#nonce, key) === 0
    );
  }

  private text(length: number): string {
    return Buffer.from(this.#sodium.HEAPU8.buffer, this.#message, length).toString('utf8');
  }

  /** `HEAPU8` is looked up each time: its memory moves when it grows. */
  private copy(source: Uint8Array, pointer: number): number {
    this.#sodium.HEAPU8.set(source, pointer);
    return pointer;
  }

  private allocate(length: number): number {
    const pointer = this.#sodium._malloc(length);
    if (pointer === 0) throw new RangeError(`libsodium could not allocate ${length} bytes`);
    return pointer;
  }
}
