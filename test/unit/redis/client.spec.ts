import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient, RESP_TYPES } from 'redis';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { openProcess, sessionEntry, until } from '../../support/revocation-processes.js';

describeWithRedis('a client of the application', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await RedisServer.start()));
  afterAll(() => redis.stop());

  const connections = async () => String(await redis.call('CLIENT', 'LIST', 'TYPE', 'normal')).split('\n');

  it('need not be connected, and is not by us', async () => {
    const client = createClient({ url: redis.url });
    const [one, other] = [await openProcess({ client }), await openProcess({ url: redis.url })];
    await one.revoke(sessionEntry('by-client'));
    await until(() => other.knows('by-client'));
    expect(client.isOpen).toBe(false);
  });

  it('stays connected when the store is closed, and free meanwhile', async () => {
    const client = await createClient({ url: redis.url }).connect();
    const before = await connections();
    const one = await openProcess({ client });
    await one.revoke(sessionEntry('mine'));
    // The reads that wait are on other connections.
    const start = performance.now();
    await client.set('key', 'value');
    expect(performance.now() - start).toBeLessThan(500);
    await one.store.close();
    await delay(50);
    expect(await client.get('key')).toBe('value');
    expect(await connections()).toHaveLength(before.length);
    client.destroy();
  });

  it.each([
    ['RESP 2', { RESP: 2 }],
    ['replies as buffers', { commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } }],
    ['a cache of its own', { RESP: 3, clientSideCache: { ttl: 0, maxEntries: 0, evictPolicy: 'LRU' } }],
    ['timeouts of its own', { socket: { socketTimeout: 200, connectTimeout: 200 }, pingInterval: 50 }],
    ['an own way to reconnect', { socket: { reconnectStrategy: () => new Error('never') } }],
  ])('may have %s', async (_, options) => {
    const client = createClient({ url: redis.url, ...(options as object) });
    client.on('error', () => undefined);
    const [one, other] = [await openProcess({ client }), await openProcess({ client })];
    await one.revoke(sessionEntry(`option-${_}`));
    await until(() => other.knows(`option-${_}`));
    await delay(500);
    expect([...one.logged, ...other.logged]).toEqual([]);
  });

  it('gives its credentials and its database', async () => {
    await redis.call('ACL', 'SETUSER', 'app', 'on', '>app-password', 'allkeys', 'allcommands');
    const client = createClient({ url: redis.url, username: 'app', password: 'app-password', database: 3 });
    const one = await openProcess({ client });
    await one.revoke(sessionEntry('in-three'));
    expect(String(await redis.call('INFO', 'keyspace'))).toContain('db3:keys=1');
  });
});
