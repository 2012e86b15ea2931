import libsodium from 'libsodium';

/** What is used of libsodium's WebAssembly build. Pointers are offsets into `HEAPU8`, whose buffer may be replaced. */
export interface Sodium {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _crypto_aead_xchacha20poly1305_ietf_encrypt(
    ciphertext: number,
    ciphertextLengthOut: number,
    message: number,
    messageLength: number,
    messageLengthHigh: number,
    associated: number,
    associatedLength: number,
    associatedLengthHigh: number,
    secretNonce: number,
    nonce: number,
    key: number,
  ): number;
  _crypto_aead_xchacha20poly1305_ietf_decrypt(
    message: number,
    messageLengthOut: number,
    secretNonce: number,
    ciphertext: number,
    ciphertextLength: number,
    ciphertextLengthHigh: number,
    associated: number,
    associatedLength: number,
    associatedLengthHigh: number,
    nonce: number,
    key: number,
  ): number;
  _crypto_secretbox_open_easy(
    message: number,
    ciphertext: number,
    ciphertextLength: number,
    ciphertextLengthHigh: number,
    nonce: number,
    key: number,
  ): number;
}

let loading: Promise<Sodium> | undefined;

/** The process's instance of libsodium; compiled at the first call. */
export function loadSodium(): Promise<Sodium> {
  loading ??= instantiate();
  return loading;
}

/** The ES module exports a factory, the CommonJS module an object with `ready`: both give the same functions. */
async function instantiate(): Promise<Sodium> {
  const build = libsodium as (() => Promise<Sodium>) | (Sodium & { readonly ready: Promise<void> });
  if (typeof build === 'function') return build();
  await build.ready;
  return build;
}
