import { describe, expect, it } from '@jest/globals';
import { checkSecrets } from '../../../lib/check-secrets.js';
import { candidateValues, splitValue } from '../../../lib/cookie/chunks.js';
import { findCookies } from '../../../lib/cookie/find-cookies.js';
import { encrypt, fromHex, loadAead } from '../../support/aead-calls.js';
import { documentRejections, type DocumentVector, documentVectors } from '../../support/envelope-document.js';
import { testEnvelope } from '../../support/envelopes.js';
import {
  joinReference,
  openReference,
  referenceKeys,
  referencePlaintext,
  sealReference,
} from '../../support/reference-envelope.js';
import { testManager } from '../../support/managers.js';

const header = ({ cookies }: DocumentVector) =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

const timesOf = ({ createdAt, issuedAt, expiresAt }: DocumentVector) => ({ createdAt, issuedAt, expiresAt });
const secretsOf = (vectors: readonly DocumentVector[]) => [...new Set(vectors.map(({ secret }) => secret))];

describe('the vectors of docs/envelope.md', () => {
  it('are a small one, one with flags, one beyond ASCII and one in chunks', () => {
    expect(documentVectors.map(({ cookies }) => Object.keys(cookies).length)).toEqual([1, 1, 1, 3]);
    expect(documentVectors.map(({ flags }) => flags)).toEqual([0, 7, 2, 0]);
    expect(documentVectors.filter(({ json }) => /[^\0-\x7f]/.test(json))).toHaveLength(1);
  });

  it.each(secretsOf(documentVectors))('are made with a secret that nobody can use: %s', (secret) => {
    expect(() => checkSecrets(secret)).toThrow(
      expect.objectContaining({ code: 'ERR_SESSION_SECRET_EXAMPLE' }),
    );
  });

  describe.each(documentVectors)('$title', (vector) => {
    const { secret, cookieName, value, json, flags } = vector;
    const associated = fromHex(vector.associatedData);
    const nonce = fromHex(vector.nonce);
    const own = { flags, id: fromHex(vector.id), ...timesOf(vector), json };

    it('opens with the library', async () => {
      const id = fromHex(vector.id).toString('base64url');
      expect((await testEnvelope({ secrets: [secret], cookieName })).unseal(value)).toEqual({
        ok: true,
        contents: { flags, id, ...timesOf(vector), text: json },
        keyId: Number.parseInt(vector.keyId, 16),
      });
    });

    it('is what the library encrypts under that nonce', async () => {
      const plaintext = fromHex(vector.plaintext);
      const sealed = encrypt(await loadAead(), { key: fromHex(vector.key), nonce, associated }, plaintext);
      expect(Buffer.concat([Buffer.of(1), fromHex(vector.keyId), nonce, sealed]).toString('base64url')).toBe(
        value,
      );
    });

    it('is found by the library in a Cookie header', () => {
      const { single, joined } = candidateValues(findCookies(header(vector), cookieName));
      expect([...single, ...joined]).toEqual([value]);
    });

    it('opens with the second implementation', () => {
      expect(openReference(value, [secret], cookieName)).toEqual({ ok: true, ...own });
    });

    it('is what the second implementation derives and seals', () => {
      const keys = referenceKeys(secret, cookieName);
      expect(keys.key.toString('hex')).toBe(vector.key);
      expect(keys.keyId.toString('hex')).toBe(vector.keyId);
      expect(keys.associated.toString('hex')).toBe(vector.associatedData);
      expect(referencePlaintext(own).toString('hex')).toBe(vector.plaintext);
      expect(sealReference(own, secret, cookieName, nonce)).toBe(value);
    });
  });

  it('are cut into chunks, and joined, by both', () => {
    const { value, cookies } = documentVectors[3] as DocumentVector;
    const chunks = Object.values(cookies);
    expect(splitValue(value, (chunks[0] as string).length)).toEqual(chunks);
    expect(joinReference(new Map(chunks.entries()))).toBe(value);
  });
});

describe('the values that docs/envelope.md says are refused', () => {
  const secret = (documentVectors[0] as DocumentVector).secret;

  it.each(documentRejections)('$why: $reason', async ({ value, cookieName, reason }) => {
    const manager = await testManager({ secrets: [secret], cookieName });
    const refused = { ok: false, reason };
    expect(manager.unseal(value, Date.UTC(2030, 0, 1))).toEqual(refused);
    expect(openReference(value, [secret], cookieName)).toEqual(refused);
  });
});
