import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import {
  DAY,
  openProcess,
  type RevocationProcess,
  sessionEntry,
  until,
} from '../../support/revocation-processes.js';

/** Redis holds an answer back for a sixth of it. */
const maxStale = 1200;
const BLOCK = maxStale / 6;

describeWithRedis('how fresh a process is', () => {
  let redis: RedisServer;
  let one: RevocationProcess;
  beforeEach(async () => {
    redis = await RedisServer.start();
    one = await openProcess({ url: redis.url, maxStale });
  });
  afterEach(() => redis.stop());

  it('is renewed while nothing is revoked', async () => {
    const ages: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      await delay(25);
      ages.push(one.age);
    }
    expect(Math.max(...ages)).toBeLessThan(BLOCK * 3);
    expect(Math.max(...ages)).toBeGreaterThan(BLOCK / 2);
  });

  it.each([
    ['does not answer', async () => redis.pause(), async () => redis.resume()],
    ['is gone', () => redis.kill(), () => redis.restart()],
  ])('tells when Redis %s, and again when it is back', async (_, stop, start) => {
    await stop();
    await until(() => one.age > maxStale);
    await delay(500);
    expect(one.age).toBeGreaterThan(maxStale + 400);
    await start();
    expect(await until(() => one.age < maxStale)).toBeLessThan(2000);
  });

  it('is a promise: what was acknowledged before is known', async () => {
    const other = await openProcess({ url: redis.url, maxStale });
    for (let round = 0; round < 15; round += 1) {
      await other.revoke(sessionEntry(`round-${round}`));
      const acknowledged = performance.now();
      await until(() => one.store.freshAsOf() > acknowledged);
      expect(one.knows(`round-${round}`)).toBe(true);
    }
  });

  it('is old where nothing was read yet, however short the absence', async () => {
    await redis.kill();
    const newcomer = await openProcess({ url: redis.url, maxStale, policy: 'open' });
    expect(newcomer.age).toBeGreaterThan(maxStale);
  });

  it('does not hang on one clock', async () => {
    await redis.kill();
    const real = Date.now.bind(Date);
    const setBack = jest.spyOn(Date, 'now').mockImplementation(() => real() - DAY);
    await until(() => one.age > maxStale);
    setBack.mockRestore();
  });

  it('does not take a replica for news', async () => {
    const other = await RedisServer.start();
    try {
      await redis.call('REPLICAOF', '127.0.0.1', String(other.port));
      await until(() => one.age > maxStale);
      expect(one.logged).toEqual([expect.stringMatching(/ is lost /)]);
      await redis.call('REPLICAOF', 'NO', 'ONE');
      await until(() => one.age < maxStale);
    } finally {
      await other.stop();
    }
  });

  it('does not take a primary for news that has lost the replicas it must have', async () => {
    await redis.call('CONFIG', 'SET', 'min-replicas-to-write', '1');
    await until(() => one.age > maxStale);
    expect(one.logged).toEqual([expect.stringMatching(/is lost .*NOREPLICAS/)]);
  });

  it('goes on while Redis has no room', async () => {
    await redis.call('CONFIG', 'SET', 'maxmemory', '1');
    await delay(maxStale * 2);
    expect(one.age).toBeLessThan(maxStale);
    expect(one.logged).toEqual([]);
  });

  it('is told in one line when contact is lost, and in one when it is back', async () => {
    await redis.kill();
    await delay(2000);
    expect(one.logged).toHaveLength(1);
    expect(one.logged[0]).toContain(`Redis 127.0.0.1:${redis.port} is lost`);
    await redis.restart();
    await until(() => one.logged.length > 1);
    expect(one.logged.slice(1)).toEqual([expect.stringMatching(/is back, after [23]\.\d s\.$/)]);
  });
});
