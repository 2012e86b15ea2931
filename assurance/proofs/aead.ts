import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';
import { type AeadInput, decrypt, encrypt, loadAead } from '../../test/support/aead-calls.js';
import { readWycheproof } from '../../test/support/wycheproof.js';
import { fromRuns, type Proof, Tally } from '../proof.js';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const inputs = fc.record({ key: bytes(32), nonce: bytes(24), associated: fc.uint8Array({ maxLength: 100 }) });
const noble = ({ key, nonce, associated }: AeadInput) => xchacha20poly1305(key, nonce, associated);
const equal = (one: Uint8Array | undefined, other: Uint8Array) =>
  one !== undefined && Buffer.compare(one, other) === 0;

export const secondCipher: Proof = {
  name: 'second-cipher',
  title: 'The AEAD seals and opens as @noble/ciphers does',
  target: 'all equal',
  async run(size) {
    const aead = await loadAead();
    const property = fc.property(inputs, fc.uint8Array({ maxLength: 5000 }), (input, plaintext) => {
      const sealed = encrypt(aead, input, plaintext);
      return (
        equal(sealed, noble(input).encrypt(plaintext)) &&
        equal(noble(input).decrypt(sealed), plaintext) &&
        equal(decrypt(aead, input, sealed), plaintext)
      );
    });
    const details = fc.check(property, { numRuns: size === 'full' ? 10_000 : 100 });
    return fromRuns(details, 'random keys, nonces, associated data and messages of up to 5 000 bytes');
  },
};

export const wycheproof: Proof = {
  name: 'wycheproof',
  title: "Project Wycheproof's vectors of XChaCha20-Poly1305",
  target: 'all as the file says',
  async run() {
    const vectors = readWycheproof();
    if (vectors === undefined)
      return { run: 'none', figure: 'the file is not on this machine', reached: 'skipped' };
    const aead = await loadAead();
    const tally = new Tally();
    for (const { title, valid, input, plaintext, sealed } of vectors) {
      const opened = () => decrypt(aead, input, sealed);
      tally.check(
        () => (valid ? equal(opened(), plaintext) : opened() === undefined),
        () => `opening ${title}`,
      );
      if (valid)
        tally.check(
          () => equal(encrypt(aead, input, plaintext), sealed),
          () => `sealing ${title}`,
        );
    }
    return tally.result(
      `${vectors.length} vectors opened, the valid ones sealed too`,
      `${tally.failed} differ`,
    );
  },
};
