import { beforeAll, describe, expect, it } from '@jest/globals';
import { secondCipher, wycheproof } from '../../../assurance/proofs/aead.js';
import type { Aead } from '../../../lib/envelope/aead.js';
import { type AeadInput, decrypt, encrypt, fromHex, loadAead } from '../../support/aead-calls.js';
import { skipLoudly } from '../../support/required.js';

let aead: Aead;
beforeAll(async () => {
  aead = await loadAead();
});

const toHex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

describe('the vector of draft-irtf-cfrg-xchacha-03, appendix A.3.1', () => {
  const input: AeadInput = {
    key: fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'),
    nonce: fromHex('404142434445464748494a4b4c4d4e4f5051525354555657'),
    associated: fromHex('50515253c0c1c2c3c4c5c6c7'),
  };
  const plaintext = Buffer.from(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, " +
      'sunscreen would be it.',
  );
  const sealed =
    'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39' +
    'ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9' +
    '21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49';

  it('is sealed byte for byte', () => {
    expect(toHex(encrypt(aead, input, plaintext))).toBe(sealed);
  });

  it('opens', () => {
    expect(decrypt(aead, input, fromHex(sealed))).toEqual(plaintext);
  });
});

describe('as another implementation', () => {
  it("opens and seals Project Wycheproof's vectors as their file says", async () => {
    const { reached, figure, failures = [] } = await wycheproof.run('quick');
    if (reached === 'skipped') return skipLoudly("Project Wycheproof's vectors", figure);
    expect({ reached, failures }).toEqual({ reached: true, failures: [] });
  });

  it('seals to the same bytes as @noble/ciphers, and each opens what the other sealed', async () => {
    expect(await secondCipher.run('quick')).toMatchObject({ reached: true, failures: [] });
  });
});
