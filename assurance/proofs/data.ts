import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { SessionObject } from '../../lib/session/session-object.js';
import { newSecret } from '../../test/support/envelopes.js';
import { commit, dataOf, headerOf, newVisitor, testManager } from '../../test/support/managers.js';
import { sealReference } from '../../test/support/reference-envelope.js';
import { count, fromRuns, type Proof, type Result, type Size, Tally } from '../proof.js';

const RESERVED = ['regenerate', 'destroy', 'save', 'touch', 'reload', 'flash', '__proto__'];
const ODD_NAMES = [
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'toJSON',
  'id',
  'cookie',
  '',
  '0',
  'length',
];
const ODD_TEXTS = ['\ud800', 'a\udfff', '\0', '😀', '\u{10ffff}', '\u2028', '"\\', '\ufeff', 'é'];

const texts = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 20 }));
const names = fc.oneof(fc.constantFrom(...RESERVED, ...ODD_NAMES, ...ODD_TEXTS), texts);
const scalars = fc.oneof(
  texts,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE, null, true, undefined),
  fc.date({ noInvalidDate: true }),
);

/** As JSON.parse makes them: a `__proto__` is an own property. */
const recordOf = (entries: readonly (readonly [string, unknown])[]) => {
  const record = {};
  for (const [key, value] of entries)
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  return record;
};

const { values } = fc.letrec((tie) => ({
  lists: fc.array(
    tie('values').map((value) => value ?? null),
    { maxLength: 4 },
  ),
  records: fc.array(fc.tuple(names, tie('values')), { maxLength: 4 }).map(recordOf),
  values: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalars, tie('lists'), tie('records')),
}));

/** What goes in comes back as JSON has it; a reserved name is a TypeError and changes nothing. */
async function comesBack(size: Size): Promise<Result> {
  const entries = fc.array(fc.tuple(names, values), { maxLength: 6 });
  const property = fc.asyncProperty(entries, async (list) => {
    const visitor = await newVisitor({ maxBytes: 65_536 });
    const expected = new Map<string, unknown>();
    await visitor.visit((session) => {
      for (const [name, value] of list) {
        if (stores(session, name, value)) expected.set(name, value);
      }
    });
    const plain = JSON.parse(JSON.stringify(recordOf([...expected]))) as object;
    return isDeepStrictEqual(recordOf(Object.entries(visitor.data)), plain) && isClean();
  });
  const runs = { numRuns: size === 'full' ? 20_000 : 200 };
  return fromRuns(
    await fc.check(property, runs),
    'sessions of reserved and odd names, lone surrogates, NUL, emojis, dates, -0',
  );
}

/** True where the name is not reserved. */
function stores(session: Record<string, unknown>, name: string, value: unknown): boolean {
  try {
    session[name] = value;
    return true;
  } catch (error) {
    if (!RESERVED.includes(name) || !(error instanceof TypeError)) throw error;
    return false;
  }
}

const isClean = () =>
  Object.keys(Object.prototype).length === 0 && ({} as { admin?: unknown }).admin === undefined;

const deep = (levels: number, open: string, close: string) =>
  `{"a":${open.repeat(levels)}1${close.repeat(levels)}}`;

/** As deep as data may be where it is written, and whatever else JSON or no JSON can be. */
const sealedTexts = fc.oneof(
  fc.json({ stringUnit: 'binary' }),
  fc.string({ unit: 'binary' }),
  fc
    .tuple(names, names)
    .map(([one, other]) => `{${JSON.stringify(one)}:{${JSON.stringify(other)}:{"admin":true}}}`),
  fc.tuple(fc.constantFrom(...RESERVED), fc.json()).map(([name, json]) => `{"${name}":${json}}`),
  fc.nat(998).map((levels) => deep(levels, '[', ']')),
  fc.nat(998).map((levels) => deep(levels, '{"a":', '}')),
  fc.constantFrom(
    '',
    'null',
    '[]',
    '0',
    '"{}"',
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"flash":{"__proto__":["x"]}}',
  ),
);

/** Whatever a text under our own key is, it is a session, perhaps an empty one. */
async function isRead(size: Size): Promise<Result> {
  const secret = newSecret();
  const manager = await testManager({ secrets: [secret], maxBytes: 16_384 });
  const tally = new Tally();
  const runs = size === 'full' ? 20_000 : 300;
  for (const json of fc.sample(sealedTexts, runs)) {
    const now = Date.now();
    const times = { createdAt: now, issuedAt: now, expiresAt: now + 60_000 };
    const value = sealReference(
      { flags: 0, id: randomBytes(16), ...times, json },
      secret,
      'session',
      randomBytes(24),
    );
    tally.check(
      () => {
        const state = manager.load(headerOf(manager, value));
        dataOf(state);
        commit(state);
        return Object.getPrototypeOf(state.object) === SessionObject.prototype && isClean();
      },
      () => json.slice(0, 200),
    );
  }
  return tally.result(`${count(runs)} texts, up to 1 000 levels deep`, `${tally.failed} exceptions`);
}

export const data: readonly Proof[] = [
  {
    name: 'data-written',
    title: 'Odd data comes back as JSON has it',
    target: 'as documented',
    run: comesBack,
  },
  {
    name: 'data-read',
    title: 'Any text under our own key is read',
    target: '0 exceptions, no prototype changed',
    run: isRead,
  },
];
