import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createClient } from 'redis';
import { redisRevocation } from '../../../lib/redis/index.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { openProcess, RevocationProcess, sessionEntry, until } from '../../support/revocation-processes.js';

describeWithRedis('a start without Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => void (redis = await RedisServer.stopped('--requirepass', 'long-and-private')));
  afterEach(() => redis.stop());

  const url = () => `redis://:long-and-private@127.0.0.1:${redis.port}`;

  it('waits for it, where the policy is closed', async () => {
    const one = new RevocationProcess();
    let isOpen = false;
    const opening = redisRevocation({ url: url() }).open(one.context());
    void opening.then(() => (isOpen = true));
    await delay(2500);
    expect(isOpen).toBe(false);
    await redis.restart();
    const start = performance.now();
    const store = await opening;
    expect(performance.now() - start).toBeLessThan(2000);
    await store.close();
  });

  it('says so every ten seconds, with the remedy and without the password', async () => {
    const one = new RevocationProcess();
    const opening = redisRevocation({ url: url() }).open(one.context());
    await delay(11_000);
    expect(one.logged).toHaveLength(2);
    for (const line of one.logged) {
      expect(line).toContain(`Redis 127.0.0.1:${redis.port} cannot be reached (ECONNREFUSED)`);
      expect(line).toContain('start Redis');
    }
    await redis.restart();
    await (await opening).close();
    expect(one.logged.at(-1)).toMatch(/is there, after 1\d\.\d s\.$/);
    expect(one.logged.join()).not.toContain('private');
  }, 20_000);

  it('goes on after the first attempt, where the policy is open, and catches up', async () => {
    const start = performance.now();
    const one = await openProcess({ url: url(), policy: 'open' });
    expect(performance.now() - start).toBeLessThan(2500);
    await redis.restart();
    const other = await openProcess({ url: url() });
    await other.revoke(sessionEntry('later'));
    expect(await until(() => one.knows('later'))).toBeLessThan(2000);
    expect(one.logged).toHaveLength(2);
  });

  it('goes on as soon where Redis does not answer, and the policy is open', async () => {
    await redis.restart();
    redis.pause();
    const start = performance.now();
    await openProcess({ url: url(), policy: 'open' });
    expect(performance.now() - start).toBeLessThan(3000);
    redis.resume();
  });

  it('keeps trying where Redis refuses once it is there, and says what would mend it', async () => {
    const wrong = `redis://:another@127.0.0.1:${redis.port}`;
    const one = await openProcess({ url: wrong, policy: 'open', maxStale: 1200 });
    await redis.restart();
    await until(() => one.logged.length > 1);
    expect(one.logged[1]).toMatch(/refuses: WRONGPASS .*Check user name and password/);
    await delay(1000);
    expect(one.logged).toHaveLength(2);
    const admin = createClient({ url: url() });
    await admin.connect();
    await admin.configSet('requirepass', 'another');
    admin.destroy();
    expect(await until(() => one.age < 1200)).toBeLessThan(2000);
  });

  it('publishes later what was revoked without Redis', async () => {
    const one = await openProcess({ url: url(), policy: 'open' });
    await expect(one.revoke(sessionEntry('alone'))).rejects.toThrow('cannot be asked');
    await redis.restart();
    const other = await openProcess({ url: url() });
    await until(() => other.knows('alone'));
  });
});
