import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import {
  DAY,
  openProcess,
  type RevocationProcess,
  sessionEntry,
  until,
} from '../../support/revocation-processes.js';

const maxStale = 1200;
const KEY = 'sealed-session:__Host-session:revocations';

describeWithRedis('a Redis that lost its data', () => {
  let redis: RedisServer;
  let one: RevocationProcess;
  beforeEach(async () => {
    redis = await RedisServer.start();
    one = await openProcess({ url: redis.url, maxStale });
    await one.revoke(sessionEntry('session'));
    await one.revoke({ kind: 'subject', handles: ['subject'], notBefore: 1234 });
    await one.revoke({ kind: 'all', notBefore: 5678 });
    await one.store.catchUp();
  });
  afterEach(() => redis.stop());

  const isRestored = async () => Number(await redis.call('XLEN', KEY)) >= 3;

  async function newcomer(): Promise<RevocationProcess> {
    const process = await openProcess({ url: redis.url, maxStale });
    expect([...process.learned]).toEqual(expect.arrayContaining([...one.learned]));
    return process;
  }

  it('gets back what a process knows after it was restarted empty', async () => {
    await redis.kill();
    await redis.restart();
    await until(isRestored);
    await newcomer();
    expect(one.logged.join('\n')).toMatch(/lacked 3 revocations/);
  });

  it('gets it back when all keys were removed while it ran', async () => {
    await redis.call('FLUSHALL');
    await until(isRestored);
    await newcomer();
  });

  it('gets it back when others have written since', async () => {
    await redis.call('FLUSHALL');
    await redis.call('XADD', KEY, '*', 'kind', 'session', 'handles', 'new', 'time', String(Date.now() + DAY));
    await until(async () => Number(await redis.call('XLEN', KEY)) >= 4);
    expect((await newcomer()).knows('new')).toBe(true);
    expect(one.knows('new')).toBe(true);
  });

  it('gets back what an older copy lacks, and no more', async () => {
    await redis.call('SAVE');
    copyFileSync(join(redis.directory, 'dump.rdb'), join(redis.directory, 'older.rdb'));
    await one.revoke(sessionEntry('after-the-copy'));
    await one.store.catchUp();
    await redis.kill();
    copyFileSync(join(redis.directory, 'older.rdb'), join(redis.directory, 'dump.rdb'));
    await redis.restart();
    await until(async () => Number(await redis.call('XLEN', KEY)) > 3);
    await newcomer();
    expect(await redis.call('XLEN', KEY)).toBe(4);
  });

  it('is noticed where the clock of the new one is behind', async () => {
    const old = Date.now() - DAY;
    await redis.call('FLUSHALL');
    await redis.call(
      'XADD',
      KEY,
      `${old}-1`,
      'kind',
      'session',
      'handles',
      'behind',
      'time',
      String(Date.now() + DAY),
    );
    await until(() => one.knows('behind'));
    await until(async () => Number(await redis.call('XLEN', KEY)) >= 4);
  });

  it('is noticed by catchUp as well', async () => {
    const slow = await openProcess({ url: redis.url });
    await redis.call('FLUSHALL');
    const old = Date.now() - DAY;
    await redis.call(
      'XADD',
      KEY,
      `${old}-1`,
      'kind',
      'session',
      'handles',
      'asked',
      'time',
      String(Date.now() + DAY),
    );
    await slow.store.catchUp();
    expect(slow.knows('asked')).toBe(true);
  });

  it('gets it back once, not from each process', async () => {
    const others = await Promise.all([0, 1, 2].map(() => openProcess({ url: redis.url, maxStale })));
    const handles = Array.from({ length: 6000 }, (_, index) => `many-${index}`);
    // In portions: how many at once are acknowledged in time is the machine's affair.
    for (let from = 0; from < handles.length; from += 500)
      await Promise.all(handles.slice(from, from + 500).map((handle) => one.revoke(sessionEntry(handle))));
    await until(() => others.every((other) => handles.every((handle) => other.knows(handle))));
    await redis.call('FLUSHALL');
    await until(async () => (await openProcess({ url: redis.url })).learned.size >= one.learned.size, 15_000);
    // Some batches are sent by two at the same time.
    expect(Number(await redis.call('XLEN', KEY))).toBeLessThan(handles.length * 2);
  }, 30_000);
});
