import { splitValue } from '../../../lib/cookie/chunks.js';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newSecret } from '../../support/envelopes.js';
import { useEvents } from '../../support/events.js';
import { dataOf, newVisitor, sessionOf, testManager, Visitor } from '../../support/managers.js';
import { sealReference } from '../../support/reference-envelope.js';

const rejected = useEvents('rejected');
const opened = useEvents('opened');

const reasons = () => rejected.map(({ reason }) => reason);

const REASONS = [
  'size',
  'encoding',
  'version',
  'unknown-key',
  'forged',
  'contents',
  'expired',
  'chunks',
  'ambiguous',
];

const secret = newSecret();

/** The value of a session with this JSON, sealed by the second implementation: no rule of the library applies. */
function valueOf(json: string, own: { flags?: number; createdAt?: number; id?: string } = {}): string {
  const { flags = 0, createdAt = Date.now(), id = '11'.repeat(16) } = own;
  const times = { createdAt, issuedAt: createdAt, expiresAt: createdAt + 60_000 };
  const contents = { flags, id: Buffer.from(id, 'hex'), ...times, json };
  return sealReference(contents, secret, 'session', Buffer.from(newSecret(), 'base64url').subarray(0, 24));
}

const load = async (header: string | undefined) => (await testManager({ secrets: [secret] })).load(header);

describe('what does not open is an empty session, and an event says why:', () => {
  const rows: Array<[title: string, header: () => string, reason: string]> = [
    ['nothing', () => 'session=', 'size'],
    ['garbage', () => 'session=a*b*c*d*e*f*g*h~2', 'size'],
    ['characters of no alphabet', () => `session=${'%'.repeat(200)}`, 'encoding'],
    ['quotes around it', () => `session="${valueOf('{}')}"`, 'encoding'],
    ['another version', () => `session=Ag${valueOf('{}').slice(2)}`, 'version'],
    ['an unknown key', () => `session=AQAAAA${valueOf('{}').slice(6)}`, 'unknown-key'],
    ['a forged one', () => `session=${valueOf('{"a":1}').slice(0, -4)}AAAA`, 'forged'],
    ['an expired one', () => `session=${valueOf('{}', { createdAt: Date.now() - 60_000 })}`, 'expired'],
    ['an unknown flag', () => `session=${valueOf('{}', { flags: 8 })}`, 'contents'],
    ['an array', () => `session=${valueOf('[1]')}`, 'contents'],
    ['null', () => `session=${valueOf('null')}`, 'contents'],
    ['no JSON', () => `session=${valueOf('{"a":')}`, 'contents'],
    ['no text', () => `session=${valueOf('')}`, 'contents'],
    ['a byte order mark', () => `session=${valueOf('\ufeff{}')}`, 'contents'],
    ['a chunk without the others', () => 'session.0=02AAAAAAAAabc', 'chunks'],
    ['chunks that were swapped', () => 'session.0=02AAAAAAAAabc; session.1=02BBBBBBBBabc', 'chunks'],
  ];

  it.each(rows)('%s', async (_, header, reason) => {
    const state = await load(`a=1; ${header()}; b=2`);
    expect(dataOf(state)).toEqual({});
    expect(state.stored).toBeUndefined();
    expect(reasons()).toEqual([reason]);
    expect(opened).toEqual([]);
  });

  it('no cookie at all says nothing', async () => {
    for (const header of [undefined, '', 'a=1', 'xsession=1']) await load(header);
    expect(reasons()).toEqual([]);
  });

  it('any header', async () => {
    const manager = await testManager({ secrets: [secret] });
    const good = manager.seal({ user: 1 });
    const part = fc.oneof(
      fc.constantFrom(
        'session',
        'session.0',
        'session.1',
        '=',
        '; ',
        ';',
        good,
        good.slice(0, 120),
        '02',
        good.slice(8, 16),
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const state = manager.load(parts.join(''));
        expect(state.stored === undefined ? {} : { user: 1 }).toEqual(dataOf(state));
      }),
    );
    expect(REASONS).toEqual(expect.arrayContaining(reasons()));
  });
});

describe('a bad cookie', () => {
  it('stays where the app writes nothing', async () => {
    const visitor = new Visitor(await testManager());
    visitor.jar.cookies.set('session', 'garbage');
    expect(await visitor.visit()).toEqual([]);
  });

  it('is replaced, with all that is left of it, where the app writes', async () => {
    const visitor = new Visitor(await testManager());
    visitor.jar.cookies.set('session.0', 'garbage').set('session.3', 'garbage');
    await visitor.visit((session) => (session['user'] = 1));
    expect([...visitor.jar.cookies.keys()]).toEqual(['session']);
    expect(visitor.data).toEqual({ user: 1 });
  });
});

describe('the same name several times', () => {
  it('is decided by which one opens', async () => {
    const value = valueOf('{"user":1}');
    for (const header of [
      `session=x; session=${value}`,
      `session=${value}; session=x`,
      `session=${value}; session=${value}`,
    ]) {
      expect(dataOf(await load(header))).toEqual({ user: 1 });
    }
    expect(reasons()).toEqual([]);
  });

  it('is none where two different sessions open', async () => {
    const [one, other] = [
      valueOf('{"user":1}', { id: '22'.repeat(16) }),
      valueOf('{"user":2}', { id: '33'.repeat(16) }),
    ];
    expect(dataOf(await load(`session=${one}; session=${other}`))).toEqual({});
    expect(reasons()).toEqual(['ambiguous']);
  });

  it('is tried four times at most', async () => {
    const bad = (count: number) => Array.from({ length: count }, (_, index) => `session=${index}; `).join('');
    const value = valueOf('{"user":1}');
    expect(dataOf(await load(`${bad(3)}session=${value}`))).toEqual({ user: 1 });
    expect(dataOf(await load(`${bad(4)}session=${value}`))).toEqual({});
  });

  it("is none where two values of one session open, for an older copy may be anybody's", async () => {
    const now = Date.now();
    const older = valueOf('{"n":1}', { createdAt: now - 1000 });
    const newer = valueOf('{"n":2}', { createdAt: now });
    expect(dataOf(await load(`session=${older}; session=${newer}`))).toEqual({});
    expect(reasons()).toEqual(['ambiguous']);
  });

  it('is the value issued last where one session came as a single cookie and as chunks', async () => {
    const now = Date.now();
    const older = valueOf('{"n":1}', { createdAt: now - 1000 });
    const newer = valueOf('{"n":2}', { createdAt: now });
    for (const [single, split] of [
      [older, newer],
      [newer, older],
    ] as const) {
      const chunks = splitValue(split, 100).map((chunk, index) => `session.${index}=${chunk}`);
      expect(dataOf(await load(`session=${single}; ${chunks.join('; ')}`))).toEqual({ n: 2 });
    }
    expect(reasons()).toEqual([]);
  });

  it('is ambiguous again where a third, another session, opens too', async () => {
    const foreign = valueOf('{}', { id: '44'.repeat(16) });
    const values = [valueOf('{"n":1}'), valueOf('{"n":2}'), foreign];
    for (let turn = 0; turn < 3; turn++) {
      values.push(values.shift() as string);
      expect(dataOf(await load(values.map((value) => `session=${value}`).join('; ')))).toEqual({});
    }
    expect(reasons()).toEqual(['ambiguous', 'ambiguous', 'ambiguous']);
  });
});

it('two parallel responses, of which one needs chunks, do not sign anybody out', async () => {
  const visitor = await newVisitor();
  await visitor.visit((session) => (session['user'] = 1));
  const { manager, jar } = visitor;
  const [large, small] = [manager.load(jar.header), manager.load(jar.header)];
  sessionOf(large)['text'] = 'x'.repeat(4000);
  sessionOf(small)['note'] = 'short';
  for (const state of [large, small]) {
    const outcome = manager.commit(state);
    if (typeof outcome !== 'object') throw new Error('nothing was written');
    jar.accept(manager.cookies.replace(outcome.value, outcome.maxAge, state.cookieNames));
  }
  expect([...jar.cookies.keys()].toSorted()).toEqual(['session', 'session.0', 'session.1']);
  expect(visitor.data).toMatchObject({ user: 1 });
  await visitor.visit((session) => (session['n'] = 1));
  expect(visitor.data).toMatchObject({ user: 1, n: 1 });
  expect(reasons()).toEqual([]);
});

describe('a reserved name in sealed data', () => {
  it('is left out, and changes no prototype', async () => {
    const json = '{"a":1,"destroy":2,"__proto__":{"admin":true},"b":{"__proto__":{"admin":true}}}';
    const state = await load(`session=${valueOf(json)}`);
    expect(Object.keys(state.object)).toEqual(['a', 'b']);
    expect(state.object).not.toHaveProperty('admin');
    expect(sessionOf(state)['b'].admin).toBeUndefined();
    expect(typeof sessionOf(state).destroy).toBe('function');
  });
});
