import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { testEnvelope } from '../../support/envelopes.js';
import { openReference, sealReference } from '../../support/reference-envelope.js';

const secrets = fc
  .uint8Array({ minLength: 32, maxLength: 48 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const cookieNames = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const offsets = fc.integer({ min: 0, max: 2 ** 40 - 1 });

const sessions = fc.record({
  flags: fc.integer({ min: 0, max: 7 }),
  id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  createdAt: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  issuedAfter: offsets,
  expiresAfter: offsets,
  json: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()).map((data) => JSON.stringify(data)),
});

const cases = fc.record({ secret: secrets, cookieName: cookieNames, session: sessions });

const times = ({ createdAt, issuedAfter, expiresAfter }: { [name: string]: any }) => ({
  createdAt,
  issuedAt: createdAt + issuedAfter,
  expiresAt: createdAt + expiresAfter,
});

const maxBytes = 65_536;

it('opens whatever the library seals', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ secret, cookieName, session }) => {
      const { flags, id, json } = session;
      const envelope = await testEnvelope({ secrets: [secret], cookieName, maxBytes });
      const own = { flags, ...times(session) } as const;
      const value = envelope.seal({ ...own, id: id.toString('base64url'), text: json } as never);
      expect(openReference(value, [secret], cookieName, maxBytes)).toEqual({ ok: true, ...own, id, json });
    }),
  );
});

it('seals nothing that the library does not open', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ secret, cookieName, session }) => {
      const { flags, id, json } = session;
      const own = { flags, ...times(session) };
      const value = sealReference({ ...own, id, json } as never, secret, cookieName, randomBytes(24));
      const envelope = await testEnvelope({ secrets: [secret], cookieName, maxBytes });
      const expected = { ...own, id: id.toString('base64url'), text: json };
      expect(envelope.unseal(value)).toEqual({ ok: true, contents: expected, keyId: envelope.keyId });
    }),
  );
});

it('refuses for the same reason what was changed anywhere', async () => {
  const change = fc.record({
    at: fc.nat(),
    character: fc.string({ unit: 'grapheme', minLength: 0, maxLength: 2 }),
  });
  const secret = randomBytes(32).toString('base64url');
  const envelope = await testEnvelope({ secrets: [secret] });
  fc.assert(
    fc.property(sessions, fc.array(change, { minLength: 1, maxLength: 3 }), (session, changes) => {
      const own = { ...session, ...times(session) } as const;
      let value = sealReference(own as never, secret, 'session', randomBytes(24));
      for (const { at, character } of changes) {
        const place = at % value.length;
        value = value.slice(0, place) + character + value.slice(place + 1);
      }
      const opened = openReference(value, [secret], 'session');
      const reason = opened.ok ? undefined : opened.reason;
      expect(envelope.unseal(value)).toMatchObject(opened.ok ? { ok: true } : { ok: false, reason });
    }),
  );
});
