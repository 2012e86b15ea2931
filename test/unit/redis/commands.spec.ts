import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { openProcess, sessionEntry, until } from '../../support/revocation-processes.js';

const maxStale = 1200;

describeWithRedis('commands to Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await RedisServer.start()));
  afterAll(() => redis.stop());

  /** How often Redis has run each command, but for what this asks with. */
  async function counts(): Promise<Record<string, number>> {
    const text = String(await redis.call('INFO', 'commandstats'));
    const lines = text.matchAll(/cmdstat_(\S+):calls=(\d+)/g);
    const all = Array.from(lines, ([, name = '', calls]) => [name, Number(calls)] as const);
    return Object.fromEntries(all.filter(([name]) => !['info', 'config|resetstat'].includes(name)));
  }

  it('are three for every wait that brings nothing', async () => {
    const one = await openProcess({ url: redis.url, maxStale });
    await one.revoke(sessionEntry('first'));
    await redis.call('CONFIG', 'RESETSTAT');
    await delay(2100);
    const { xread = 0, xrange, xtrim, ...others } = await counts();
    expect(others).toEqual({});
    // A wait is a sixth of maxStale, and as much longer as the timer of Redis is coarse: a tenth of a second.
    expect(xread).toBeGreaterThanOrEqual(3);
    expect(xread).toBeLessThanOrEqual(11);
    for (const count of [xrange, xtrim]) expect(Math.abs(Number(count) - xread)).toBeLessThanOrEqual(2);
  });

  it('are none for questions about freshness', async () => {
    const one = await openProcess({ url: redis.url });
    await redis.call('CONFIG', 'RESETSTAT');
    for (let question = 0; question < 100_000; question += 1) one.store.freshAsOf();
    expect(await counts()).toEqual({});
  });

  it('are one for a revocation, and few for many calls of catchUp() at once', async () => {
    const one = await openProcess({ url: redis.url });
    await one.revoke(sessionEntry('warm-up'));
    await redis.call('CONFIG', 'RESETSTAT');
    await one.revoke(sessionEntry('counted'));
    await Promise.all(Array.from({ length: 1000 }, () => one.store.catchUp()));
    const { xadd, xrange = 0, xtrim = 0 } = await counts();
    expect(xadd).toBe(1);
    expect([xrange, xtrim].every((count) => count > 0 && count <= 6)).toBe(true);
  });

  it('end when the store is closed, with its connections', async () => {
    const clients = async () =>
      String(await redis.call('CLIENT', 'LIST'))
        .trim()
        .split('\n').length;
    const before = await clients();
    const one = await openProcess({ url: redis.url });
    await one.revoke(sessionEntry('last'));
    expect(await clients()).toBe(before + 2);
    const start = performance.now();
    await one.store.close();
    expect(performance.now() - start).toBeLessThan(100);
    await until(async () => (await clients()) === before);
  });
});
