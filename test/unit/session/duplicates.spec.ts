import { describe, expect, it } from '@jest/globals';
import { splitValue } from '../../../lib/cookie/chunks.js';
import { useEvents } from '../../support/events.js';
import { dataOf, newVisitor, sessionOf } from '../../support/managers.js';
import { load, valueOf } from '../../support/stored-values.js';

const rejected = useEvents('rejected');
const reasons = () => rejected.map(({ reason }) => reason);

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

  it('is none where a single cookie and chunks open as different sessions', async () => {
    const single = valueOf('{"user":1}', { id: '22'.repeat(16) });
    const other = valueOf('{"user":2}', { id: '33'.repeat(16), createdAt: Date.now() + 1000 });
    const chunks = splitValue(other, 100).map((chunk, index) => `session.${index}=${chunk}`);
    expect(dataOf(await load(`session=${single}; ${chunks.join('; ')}`))).toEqual({});
    expect(reasons()).toEqual(['ambiguous']);
  });

  it('is the single cookie where both were issued at once', async () => {
    const createdAt = Date.now();
    const [single, other] = [valueOf('{"n":1}', { createdAt }), valueOf('{"n":2}', { createdAt })];
    const chunks = splitValue(other, 100).map((chunk, index) => `session.${index}=${chunk}`);
    expect(dataOf(await load(`session=${single}; ${chunks.join('; ')}`))).toEqual({ n: 1 });
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
