import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newSessionId, OVERHEAD_BYTES, sealedLength } from '../../../lib/envelope/envelope.js';
import { contents, newSecret, testEnvelope } from '../../support/envelopes.js';

const textOf = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

describe('sealing', () => {
  it('keeps every field', async () => {
    const envelope = await testEnvelope();
    const own = contents({ flags: 7, text: '{"name":"Zoë 東京 😀"}' });
    expect(envelope.unseal(envelope.seal(own))).toEqual({ ok: true, contents: own, keyId: envelope.keyId });
  });

  it('keeps the extremes of every field', async () => {
    const envelope = await testEnvelope();
    const createdAt = 2 ** 48 - 1;
    const latest = createdAt + 2 ** 40 - 1;
    const id = Buffer.alloc(16, 0xff).toString('base64url');
    for (const own of [
      contents({
        flags: 0,
        createdAt: 0,
        issuedAt: 0,
        expiresAt: 0,
        id: Buffer.alloc(16).toString('base64url'),
      }),
      contents({ flags: 255, createdAt, issuedAt: latest, expiresAt: latest, id }),
    ]) {
      expect(envelope.unseal(envelope.seal(own))).toMatchObject({ ok: true, contents: own });
    }
  });

  it('gives another value each time', async () => {
    const envelope = await testEnvelope();
    const own = contents();
    expect(new Set(Array.from({ length: 500 }, () => envelope.seal(own))).size).toBe(500);
  });

  it.each([
    [64, 190],
    [256, 446],
    [1024, 1470],
  ])('takes %i bytes of JSON to %i characters', async (bytes, characters) => {
    const value = (await testEnvelope()).seal(contents({ text: textOf(bytes) }));
    expect(value).toHaveLength(characters);
    expect(sealedLength(bytes)).toBe(characters);
  });

  it('knows the length of a value before it is sealed, for any text', async () => {
    const envelope = await testEnvelope();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (string) => {
        const text = JSON.stringify({ string });
        expect(envelope.seal(contents({ text }))).toHaveLength(sealedLength(Buffer.byteLength(text)));
      }),
    );
  });

  it('refuses a text that does not fit, of whatever characters', async () => {
    const envelope = await testEnvelope({ maxBytes: 200_000 });
    for (const character of ['x', 'ë', '東', '😀']) {
      expect(() => envelope.seal(contents({ text: character.repeat(2_000_000) }))).toThrow(
        new RangeError('The text is too long to seal'),
      );
    }
  });
});

describe('opening', () => {
  const maxBytes = 1000;
  const fitting = Math.floor((maxBytes * 3) / 4) - OVERHEAD_BYTES;

  it('accepts the longest value that maxBytes allows', async () => {
    const value = (await testEnvelope()).seal(contents({ text: textOf(fitting) }));
    expect(value).toHaveLength(maxBytes);
  });

  it.each([
    [fitting, true],
    [fitting + 1, false],
  ])('of %i bytes of JSON with maxBytes 1000: %p', async (bytes, ok) => {
    const secrets = [newSecret()];
    const value = (await testEnvelope({ secrets })).seal(contents({ text: textOf(bytes) }));
    const opened = (await testEnvelope({ secrets, maxBytes })).unseal(value);
    expect(opened).toMatchObject(ok ? { ok } : { ok, reason: 'size' });
  });

  it('refuses a value that was moved to another cookie name, as sealed by an unknown key', async () => {
    const secrets = [newSecret()];
    const value = (await testEnvelope({ secrets, cookieName: 'session' })).seal(contents());
    for (const cookieName of ['session2', 'Session', '__Host-session', 'sessio']) {
      const other = await testEnvelope({ secrets, cookieName });
      expect(other.unseal(value)).toEqual({ ok: false, reason: 'unknown-key' });
    }
  });

  it.each([undefined, null, 7, {}, [], Symbol('value'), () => {}])(
    'answers %p with a reason',
    async (value) => {
      const envelope = await testEnvelope();
      expect(envelope.unseal(value as never)).toEqual({ ok: false, reason: 'encoding' });
    },
  );
});

describe('session ids', () => {
  it('are 16 random bytes in base64url', () => {
    const ids = Array.from({ length: 1000 }, newSessionId);
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every((id) => /^[\w-]{22}$/.test(id))).toBe(true);
  });
});
