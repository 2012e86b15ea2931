import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { newVisitor, sessionOf, testManager, type TestSession } from '../../support/managers.js';

const METHODS = ['regenerate', 'destroy', 'save', 'touch', 'reload', 'flash'];
const RESERVED = [...METHODS, '__proto__'];

const reservedName = expect.objectContaining({ name: 'TypeError', code: 'ERR_SESSION_RESERVED_NAME' });

const newSession = async (): Promise<TestSession> => sessionOf((await testManager()).load(undefined));

describe('the session object', () => {
  it('holds the data as its own properties, and nothing else', async () => {
    const session = await newSession();
    session['user'] = { id: 1 };
    expect(Object.keys(session)).toEqual(['user']);
    expect(Reflect.ownKeys(session)).toEqual(['user']);
    expect(JSON.stringify(session)).toBe('{"user":{"id":1}}');
    expect({ ...session }).toEqual({ user: { id: 1 } });
  });

  it('lists no method where data is enumerated', async () => {
    const seen: string[] = [];
    const session = await newSession();
    for (const key in session) seen.push(key);
    expect(seen).toEqual([]);
  });

  it('has the methods of express-session and flash', async () => {
    const session = await newSession();
    for (const method of METHODS) expect(session[method]).toBeInstanceOf(Function);
  });
});

describe('a reserved name', () => {
  it.each(RESERVED)('cannot be assigned: %s', async (name) => {
    const session = await newSession();
    expect(() => {
      session[name] = { polluted: true };
    }).toThrow(reservedName);
    expect(Object.keys(session)).toEqual([]);
  });

  it.each(RESERVED)('cannot be assigned in sloppy mode: %s', async (name) => {
    const session = await newSession();
    expect(() => runInNewContext('session[name] = {}', { session, name })).toThrow(reservedName);
  });

  it.each(RESERVED)('cannot come in with hostile JSON: %s', async (name) => {
    const session = await newSession();
    const hostile = JSON.parse(`{"before":1,"${name}":{"polluted":true},"after":2}`) as object;
    expect(() => Object.assign(session, hostile)).toThrow(reservedName);
    expect(session).not.toHaveProperty('polluted');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is named by the message', async () => {
    const session = await newSession();
    expect(() => Object.assign(session, { destroy: 1 })).toThrow('"destroy" is a reserved name');
  });
});

describe('names that are methods elsewhere are data here:', () => {
  it.each([
    'constructor',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'toJSON',
    'then',
    'id',
    'cookie',
    'length',
    'prototype',
    '',
    '0',
  ])('%p', async (name) => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session[name] = 'data'));
    await visitor.visit((session) => expect(session[name]).toBe('data'));
    expect(Object.keys(visitor.data)).toEqual([name]);
  });

  it('"__proto__" inside of the data', async () => {
    const visitor = await newVisitor();
    const hostile = '{"list":[{"__proto__":{"admin":true}}]}';
    await visitor.visit((session) => Object.assign(session, JSON.parse(hostile)));
    await visitor.visit((session, state) => {
      expect(state.live.text()).toBe(hostile);
      expect(session['list'][0].admin).toBeUndefined();
      expect(Object.keys(session['list'][0])).toEqual(['__proto__']);
    });
  });
});

describe('methods', () => {
  const calls: Array<
    [string, (session: TestSession, callback?: (error?: unknown) => void) => Promise<void>]
  > = [
    ['regenerate', (session, callback) => session.regenerate(callback)],
    ['destroy', (session, callback) => session.destroy(callback)],
    ['save', (session, callback) => session.save(callback)],
    ['touch', (session, callback) => session.touch(callback)],
    ['touch with options', (session, callback) => session.touch({ persistent: true }, callback)],
    ['reload', (session, callback) => session.reload(callback)],
  ];

  it.each(calls)('%s returns a promise', async (_, call) => {
    await expect(call(await newSession())).resolves.toBeUndefined();
  });

  it.each(calls)('%s calls back later, without an error', async (_, call) => {
    const session = await newSession();
    const order: unknown[] = [];
    const called = new Promise<void>((resolve) => {
      void call(session, (error) => resolve(void order.push('called back', error)));
    });
    order.push('returned');
    await called;
    expect(order).toEqual(['returned', 'called back', undefined]);
  });

  it.each(calls)('%s fails once the headers are out', async (_, call) => {
    const visitor = await newVisitor();
    const state = visitor.manager.load(undefined);
    visitor.manager.commit(state);
    const headersSent = expect.objectContaining({ code: 'ERR_SESSION_HEADERS_SENT' });
    await expect(call(sessionOf(state))).rejects.toEqual(headersSent);
    expect(await new Promise((resolve) => void call(sessionOf(state), resolve))).toEqual(headersSent);
  });

  it('save tells what a commit would not write', async () => {
    const session = await newSession();
    session['n'] = 1n;
    await expect(session.save()).rejects.toThrow('session.n is a BigInt');
    session['n'] = 'x'.repeat(7000);
    await expect(session.save()).rejects.toMatchObject({ code: 'ERR_SESSION_TOO_LARGE' });
  });

  it('reload drops what this request changed', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => Object.assign(session, { a: 1, list: [1] }));
    const lines = await visitor.visit(async (session) => {
      session['b'] = 2;
      session['list'].push(2);
      delete session['a'];
      await session.reload();
      expect({ ...session }).toEqual({ a: 1, list: [1] });
    });
    expect(lines).toEqual([]);
  });
});
