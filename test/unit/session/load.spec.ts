import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { useEvents } from '../../support/events.js';
import { dataOf, sessionOf, testManager, Visitor } from '../../support/managers.js';
import { load, ownManager, valueOf } from '../../support/stored-values.js';
import { REASONS } from '../../support/reasons.js';

const rejected = useEvents('rejected');
const opened = useEvents('opened');

const reasons = () => rejected.map(({ reason }) => reason);

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
    const manager = await ownManager();
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
