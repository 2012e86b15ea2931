import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { DAY, openProcess, sessionEntry, until } from '../../support/revocation-processes.js';

const KEY = 'sealed-session:__Host-session:revocations';
const maxStale = 1200;
const retention = DAY;

describeWithRedis('old revocations', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    // Trimming is rough: it goes by nodes of so many entries.
    redis = await RedisServer.start('--stream-node-max-entries', '10');
  });
  afterEach(() => redis.stop());

  const length = async () => Number(await redis.call('XLEN', KEY));

  async function fill(age: number, count: number): Promise<void> {
    const start = Date.now() - age;
    for (let index = 0; index < count; index += 1) {
      const fields = ['kind', 'session', 'handles', `old-${index}`, 'time', String(Date.now() + DAY)];
      await redis.call('XADD', KEY, `${start}-${index + 1}`, ...fields);
    }
  }

  it('are dropped when one is added, once no session can be alive that they mean', async () => {
    await fill(retention * 2, 30);
    const one = await openProcess({ url: redis.url }, { retention: 10 * DAY });
    expect(await length()).toBe(30);
    await one.store.close();
    const shorter = await openProcess({ url: redis.url }, { retention });
    await shorter.revoke(sessionEntry('new'));
    expect(await length()).toBeLessThanOrEqual(10);
  });

  it('are dropped soon after one was added, where the last one before was old as well', async () => {
    const one = await openProcess({ url: redis.url, maxStale }, { retention });
    await fill(retention * 2, 30);
    await one.revoke(sessionEntry('new'));
    await until(async () => (await length()) <= 10);
  });

  it('stay where a process believes that it is later', async () => {
    await fill(retention, 30);
    const one = await openProcess({ url: redis.url, maxStale }, { retention });
    const ahead = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + DAY / 4);
    await one.revoke(sessionEntry('new'));
    await one.store.catchUp();
    ahead.mockRestore();
    expect(await length()).toBe(31);
  });

  it('stay while they are in force, clocks differing by what is promised', async () => {
    await fill(retention, 30);
    const one = await openProcess({ url: redis.url }, { retention });
    await one.revoke(sessionEntry('new'));
    expect(await length()).toBe(31);
    expect(one.knows('old-0')).toBe(true);
  });

  it('are not read by a process that starts', async () => {
    await fill(retention * 2, 5);
    const one = await openProcess({ url: redis.url }, { retention });
    expect(one.learned.size).toBe(0);
  });

  it('are no loss when the newest of them is dropped', async () => {
    await fill(retention + 30_000, 30);
    const one = await openProcess({ url: redis.url, maxStale }, { retention });
    expect(one.knows('old-29')).toBe(true);
    await redis.call('DEL', KEY);
    const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 31_000);
    await one.store.catchUp();
    later.mockRestore();
    expect(await length()).toBe(0);
    expect(one.logged).toEqual([]);
  });
});
