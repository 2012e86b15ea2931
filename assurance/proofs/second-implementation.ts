import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { testEnvelope } from '../../test/support/envelopes.js';
import { openReference, sealReference } from '../../test/support/reference-envelope.js';
import { fromRuns, type Proof, type Result, type Size } from '../proof.js';

const secrets = fc
  .uint8Array({ minLength: 32, maxLength: 48 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const cookieNames = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const offsets = fc.integer({ min: 0, max: 2 ** 40 - 1 });

const sessions = fc
  .record({
    flags: fc.integer({ min: 0, max: 7 }),
    id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
    createdAt: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    issuedAfter: offsets,
    expiresAfter: offsets,
    json: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()).map((data) => JSON.stringify(data)),
  })
  .map(({ issuedAfter, expiresAfter, ...own }) => ({
    ...own,
    issuedAt: own.createdAt + issuedAfter,
    expiresAt: own.createdAt + expiresAfter,
  }));

const cases = fc.record({ secret: secrets, cookieName: cookieNames, session: sessions });
const maxBytes = 65_536;
const runsOf = (size: Size) => ({ numRuns: size === 'full' ? 10_000 : 100 });

/** What the library seals, the second implementation of docs/envelope.md opens. */
async function opensOurs(size: Size): Promise<Result> {
  const property = fc.asyncProperty(cases, async ({ secret, cookieName, session }) => {
    const envelope = await testEnvelope({ secrets: [secret], cookieName, maxBytes });
    const { id, json, ...rest } = session;
    const value = envelope.seal({ ...rest, id: id.toString('base64url'), text: json });
    return isDeepStrictEqual(openReference(value, [secret], cookieName, maxBytes), { ok: true, ...session });
  });
  return fromRuns(await fc.check(property, runsOf(size)), 'sessions, secrets and cookie names');
}

/** What the second implementation seals, the library opens. */
async function sealsForUs(size: Size): Promise<Result> {
  const property = fc.asyncProperty(cases, async ({ secret, cookieName, session }) => {
    const value = sealReference(session, secret, cookieName, randomBytes(24));
    const envelope = await testEnvelope({ secrets: [secret], cookieName, maxBytes });
    const { id, json, ...rest } = session;
    const contents = { ...rest, id: id.toString('base64url'), text: json };
    return isDeepStrictEqual(envelope.unseal(value), { ok: true, contents, keyId: envelope.keyId });
  });
  return fromRuns(await fc.check(property, runsOf(size)), 'sessions, secrets and cookie names');
}

const changes = fc.array(
  fc.record({ at: fc.nat(), character: fc.string({ unit: 'grapheme', minLength: 0, maxLength: 2 }) }),
  { minLength: 1, maxLength: 3 },
);

/** A value that was changed anywhere is refused by both, for the same reason. */
async function refusesAlike(size: Size): Promise<Result> {
  const secret = randomBytes(32).toString('base64url');
  const envelope = await testEnvelope({ secrets: [secret] });
  const property = fc.property(sessions, changes, (session, places) => {
    let value = sealReference(session, secret, 'session', randomBytes(24));
    for (const { at, character } of places) {
      const place = at % value.length;
      value = value.slice(0, place) + character + value.slice(place + 1);
    }
    const [ours, theirs] = [envelope.unseal(value), openReference(value, [secret], 'session')];
    return ours.ok === theirs.ok && (ours.ok || theirs.ok || ours.reason === theirs.reason);
  });
  return fromRuns(fc.check(property, runsOf(size)), 'changed values');
}

const target = '0 counterexamples';

export const secondImplementation: readonly Proof[] = [
  {
    name: 'envelope-sealed',
    title: 'The second implementation opens what the library seals',
    target,
    run: opensOurs,
  },
  {
    name: 'envelope-opened',
    title: 'The library opens what the second implementation seals',
    target,
    run: sealsForUs,
  },
  {
    name: 'envelope-refused',
    title: 'Both refuse a changed value for the same reason',
    target,
    run: refusesAlike,
  },
];
