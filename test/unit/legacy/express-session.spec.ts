import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
import { expressSession, type ExpressSessionOptions } from '../../../lib/legacy/express-session.js';
import type { ExpressSessionStore } from '../../../lib/legacy/session-store.js';
import { forward, HOUR, MINUTE, useClock } from '../../support/clock.js';
import { cookiesIn, setCookieOf } from '../../support/legacy-cookies.js';
import { DATA, legacyBehaviour, raw, UNTIL } from '../../support/legacy.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';

/** What is used of the package, which has no types of its own. */
interface ExpressSession {
  (options: object): (request: object, response: object, next: () => void) => void;
  readonly MemoryStore: new () => ExpressSessionStore & {
    sessions: Record<string, string>;
    setMaxListeners(count: number): void;
  };
}

const library = createRequire(import.meta.url)('express-session') as ExpressSession;

const SECRET = 'keyboard cat';
const OLDER = 'an older secret';
const MISSING = { ok: false, reason: 'expired' };

const memory = new library.MemoryStore();
// Each middleware listens to its store, and here each cookie has a middleware.
memory.setMaxListeners(0);
const reader = (options: Partial<ExpressSessionOptions> = {}) =>
  expressSession({ until: UNTIL, secret: [SECRET, OLDER], store: memory, ...options });

/** The cookie that express-session sets for a session with this data. */
async function cookiesOf(data: object, options: object = {}) {
  const settings = { secret: SECRET, store: memory, resave: false, saveUninitialized: false, ...options };
  const middleware = library(settings);
  const lines = await setCookieOf((request, response) =>
    middleware(request, response, () => {
      Object.assign((request as unknown as { session: object }).session, data);
      response.end();
    }),
  );
  return cookiesIn(lines);
}

const sign = (id: string) => {
  const signature = createHmac('sha256', SECRET).update(id).digest('base64').replace(/=+$/, '');
  return raw({ 'connect.sid': encodeURIComponent(`s:${id}.${signature}`) });
};
/** A store with one answer. */
const storeOf = (stored: unknown): ExpressSessionStore => ({ get: (_, done) => done(null, stored) });
const readFrom = (store: ExpressSessionStore, options: Partial<ExpressSessionOptions> = {}) =>
  reader({ store, ...options }).read(sign('an-id'), Date.now());

legacyBehaviour('expressSession', {
  reader,
  cookies: () => cookiesOf(DATA),
  foreign: () => cookiesOf(DATA, { secret: 'another secret' }),
  secrets: [SECRET, OLDER],
  sameSession: (cookies) => {
    const value = decodeURIComponent(cookies['connect.sid'] ?? '');
    return [value, value.replaceAll('.', '%2E')].map((each) => raw({ 'connect.sid': each }));
  },
  recorded: {
    file: 'express-session.json',
    reader: ({ stored, ...options }) => expressSession({ ...options, store: storeOf(stored) }),
  },
});

describe('expressSession', () => {
  useClock();

  it('opens what an older secret signed', async () => {
    const result = await reader().read(await cookiesOf(DATA, { secret: OLDER }), Date.now());
    expect(result).toMatchObject({ ok: true, data: DATA });
  });

  it('finds the cookie under the name it had', async () => {
    const cookies = await cookiesOf(DATA, { name: 'sid' });
    expect(await reader({ cookieName: 'sid' }).read(cookies, Date.now())).toMatchObject({ ok: true });
  });

  it('names the session by its id in the store', async () => {
    const cookies = await cookiesOf(DATA, { genid: () => 'id.of/the session' });
    const result = await reader().read(cookies, Date.now());
    expect(result).toEqual({ ok: true, data: DATA, identity: 'id.of/the session' });
  });

  it('reads the stored session once, and leaves it there', async () => {
    const cookies = await cookiesOf(DATA);
    const get = jest.spyOn(memory, 'get');
    try {
      await reader().read(cookies, Date.now());
      expect(get).toHaveBeenCalledTimes(1);
    } finally {
      get.mockRestore();
    }
    expect(await reader().read(cookies, Date.now())).toMatchObject({ ok: true, data: DATA });
  });

  it('destroys it where that was asked for', async () => {
    const cookies = await cookiesOf(DATA);
    const once = reader({ deleteStored: true });
    expect(await once.read(cookies, Date.now())).toMatchObject({ ok: true, data: DATA });
    expect(await once.read(cookies, Date.now())).toEqual(MISSING);
  });

  it('takes a session that the store forgot for one that has expired', async () => {
    const cookies = await cookiesOf(DATA, { cookie: { maxAge: HOUR } });
    forward(HOUR - 1);
    expect(await reader().read(cookies, Date.now())).toMatchObject({ ok: true });
    forward(2);
    expect(await reader().read(cookies, Date.now())).toEqual(MISSING);
  });

  it.each(['unsigned', 's:', 's:.', 's:id', 's:id.', 's%3Aid.c2ln', 'j:{"id":7}'])(
    'asks the store nothing for %j',
    async (value) => {
      const get = jest.fn();
      const result = await reader({ store: { get } }).read(raw({ 'connect.sid': value }), Date.now());
      expect(result).toMatchObject({ ok: false });
      expect(get).not.toHaveBeenCalled();
    },
  );
});

describe('expressSession, where the store hands out', () => {
  useClock();

  it.each([
    ['nothing', undefined],
    ['null', null],
  ])('%s, has an expired session', async (_, stored) => {
    expect(await readFrom(storeOf(stored))).toEqual(MISSING);
  });

  it.each([
    ['a text', '{"cookie":{}}'],
    ['a list', [1]],
    ['an object without a cookie', { userId: 7 }],
    ['a cycle', cyclic()],
    ['what JSON has not', { cookie: {}, n: 1n }],
  ])('%s, refuses the contents', async (_, stored) => {
    expect(await readFrom(storeOf(stored))).toEqual({ ok: false, reason: 'contents' });
  });

  it('dates and instances, gives the data as JSON', async () => {
    const stored = { cookie: {}, at: new Date(0), list: new Set([1]) };
    expect(await readFrom(storeOf(stored))).toMatchObject({
      data: { at: '1970-01-01T00:00:00.000Z', list: {} },
    });
  });

  it('a key __proto__, makes no prototype of it', async () => {
    const result = await readFrom(storeOf(JSON.parse('{"cookie":{},"__proto__":{"isAdmin":true}}')));
    if (!result.ok) throw new Error(result.reason);
    expect(Object.getPrototypeOf(result.data)).toBe(Object.prototype);
    expect(result.data['isAdmin']).toBeUndefined();
  });

  it.each([
    ['a text', (at: number) => new Date(at).toISOString()],
    ['a Date', (at: number) => new Date(at)],
  ])('an end as %s, honours it', async (_, end) => {
    const endingIn = (ms: number) => storeOf({ cookie: { expires: end(Date.now() + ms) } });
    expect(await readFrom(endingIn(1))).toMatchObject({ ok: true });
    expect(await readFrom(endingIn(0))).toEqual(MISSING);
  });

  it('no end, has none', async () => {
    const stored = { cookie: { expires: null, originalMaxAge: null } };
    expect(await readFrom(storeOf(stored))).toMatchObject({ ok: true, data: {} });
  });
});

describe('expressSession, where the store fails', () => {
  const stores: Array<[string, ExpressSessionStore]> = [
    ['with an error', { get: (_, done) => done(new Error('down')) }],
    [
      'by throwing',
      {
        get: () => {
          throw new Error('down');
        },
      },
    ],
    ['by rejecting', { get: () => Promise.reject(new Error('down')) }],
    ['to answer', { get: () => undefined }],
  ];

  it.each(stores)('%s, says failed', async (_, store) => {
    expect(await readFrom(store, { storeTimeout: 20 })).toEqual({ ok: false, reason: 'failed' });
  });

  it('late, does not mind the answer', async () => {
    const store: ExpressSessionStore = {
      get: (_, done) => void setTimeout(done, 40, null, { cookie: {} }),
    };
    expect(await readFrom(store, { storeTimeout: 10 })).toEqual({ ok: false, reason: 'failed' });
    await new Promise((done) => setTimeout(done, 50));
  });

  it('because there is no such file, has an expired session', async () => {
    const absent = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    expect(await readFrom({ get: (_, done) => done(absent) })).toEqual(MISSING);
  });

  it.each<[string, ExpressSessionStore]>([
    ['cannot', storeOf({ cookie: {} })],
    ['fails to', { ...storeOf({ cookie: {} }), destroy: () => Promise.reject(new Error('down')) }],
  ])('and %s destroy the session, has it all the same', async (_, store) => {
    expect(await readFrom(store, { deleteStored: true })).toMatchObject({ ok: true });
  });
});

describe('options of expressSession', () => {
  it.each([undefined, null, {}, { get: 'redis' }])('refuse the store %j', (store: any) => {
    expect(() => reader({ store })).toThrow(/legacy\.expressSession\.store.*express-session/);
  });

  it.each([0, -1, Number.NaN, Infinity, '5s'])('refuse the wait %j', (storeTimeout: any) => {
    expect(() => reader({ storeTimeout })).toThrow(/legacy\.expressSession\.storeTimeout.*milliseconds/);
  });

  it.each([undefined, '', [], ['one', '']])('refuse the secret %j', (secret: any) => {
    expect(() => reader({ secret })).toThrow(/legacy\.expressSession\.secret/);
  });
});

describeWithRedis('expressSession on connect-redis', () => {
  let server: RedisServer;
  let client: ReturnType<typeof createClient>;
  let store: RedisStore & ExpressSessionStore;

  beforeAll(async () => {
    server = await RedisServer.start();
    client = createClient({ url: server.url });
    client.on('error', () => undefined);
    await client.connect();
    store = new RedisStore({ client, prefix: 'shop:' });
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  it('opens a session, and destroys it if asked', async () => {
    const cookies = await cookiesOf(DATA, { store });
    expect(await client.keys('shop:*')).toHaveLength(1);
    const once = reader({ store, deleteStored: true });
    expect(await once.read(cookies, Date.now())).toMatchObject({ ok: true, data: DATA });
    expect(await once.read(cookies, Date.now())).toEqual(MISSING);
  });

  it('knows a session that the store kept alive past the end in its data', async () => {
    const cookies = await cookiesOf(DATA, { store, cookie: { maxAge: MINUTE }, genid: () => 'renewed' });
    await store.touch('renewed', { cookie: { expires: new Date(Date.now() + HOUR) } });
    const stored = JSON.parse((await client.get('shop:renewed')) ?? '') as { cookie: { expires: string } };
    const later = Date.parse(stored.cookie.expires) + MINUTE;
    expect(await reader({ store }).read(cookies, later)).toMatchObject({ ok: true, data: DATA });
  });

  it('fails, and does not hang, while Redis does not answer', async () => {
    const cookies = await cookiesOf(DATA, { store });
    server.pause();
    try {
      const result = await reader({ store, storeTimeout: 100 }).read(cookies, Date.now());
      expect(result).toEqual({ ok: false, reason: 'failed' });
    } finally {
      server.resume();
    }
  });
});

function cyclic(): object {
  const session: Record<string, unknown> = { cookie: {} };
  return Object.assign(session, { session });
}
