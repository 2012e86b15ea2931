import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SessionError } from '../../../lib/errors.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { slowAnswers } from '../../support/slow-answers.js';
import {
  openProcess,
  rejectionOf,
  type RevocationProcess,
  sessionEntry,
  until,
} from '../../support/revocation-processes.js';

const KEY = 'sealed-session:__Host-session:revocations';

describeWithRedis('a revocation', () => {
  let redis: RedisServer;
  let one: RevocationProcess;
  beforeEach(async () => {
    redis = await RedisServer.start();
    one = await openProcess({ url: redis.url });
  });
  afterEach(() => redis.stop());

  /** Milliseconds until the revocation was refused, as it must be. */
  async function refusedAfter(handle: string): Promise<number> {
    const start = performance.now();
    const error = await rejectionOf(one.revoke(sessionEntry(handle)));
    expect(error).toBeInstanceOf(SessionError);
    expect(error.code).toBe('ERR_SESSION_REVOCATION_UNAVAILABLE');
    return performance.now() - start;
  }

  it('is in Redis when it resolves', async () => {
    await one.revoke(sessionEntry('acknowledged'));
    expect(await redis.call('XLEN', KEY)).toBe(1);
  });

  it('rejects within two seconds when Redis is gone', async () => {
    await redis.kill();
    expect(await refusedAfter('gone')).toBeLessThan(2000);
  });

  it('rejects within two seconds when Redis does not answer', async () => {
    redis.pause();
    expect(await refusedAfter('silent')).toBeLessThan(2000);
    redis.resume();
  });

  it('resolves when Redis comes back in time', async () => {
    await redis.kill();
    const revoking = one.revoke(sessionEntry('short-absence'));
    await delay(300);
    await redis.restart();
    await revoking;
    expect(await redis.call('XLEN', KEY)).toBe(1);
  });

  it('resolves when Redis answers late', async () => {
    redis.pause();
    const revoking = one.revoke(sessionEntry('late'));
    await delay(1000);
    redis.resume();
    await revoking;
    const other = await openProcess({ url: redis.url });
    expect(other.knows('late')).toBe(true);
  });

  it('of many at once is sent once each while Redis answers, however slowly', async () => {
    const slow = await slowAnswers(redis.port);
    try {
      const busy = await openProcess({ url: slow.url });
      await busy.revoke(sessionEntry('connects'));
      const before = slow.connections();
      // An answer has 22 bytes or a little more, so that all of them take a second.
      slow.slow('burst', 2300);
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => busy.revoke(sessionEntry(`burst-${index}`))),
      );
      expect(slow.connections()).toBe(before);
      expect(await redis.call('XLEN', KEY)).toBe(101);
    } finally {
      slow.close();
    }
  });

  it('that was refused is published when Redis is back', async () => {
    await redis.kill();
    await refusedAfter('refused');
    await redis.restart();
    const other = await openProcess({ url: redis.url });
    expect(await until(() => other.knows('refused'))).toBeLessThan(2000);
  });

  it('is not lost where more were refused than are kept', async () => {
    redis.pause();
    const many = Array.from({ length: 1200 }, (_, index) => `many-${index}`);
    await Promise.allSettled(many.map((handle) => one.revoke(sessionEntry(handle))));
    await redis.kill();
    await redis.restart();
    const other = await openProcess({ url: redis.url });
    await until(() => many.every((handle) => other.knows(handle)), 10_000);
  });

  it('waits in no queue without an end', async () => {
    redis.pause();
    const many = Array.from({ length: 12_000 }, (_, index) => one.revoke(sessionEntry(`flood-${index}`)));
    const outcomes = await Promise.allSettled(many);
    redis.resume();
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('rejects while Redis has no room, and is published when it has', async () => {
    await redis.call('CONFIG', 'SET', 'maxmemory', '1');
    expect(await refusedAfter('no-room')).toBeLessThan(2000);
    await redis.call('CONFIG', 'SET', 'maxmemory', '0');
    const other = await openProcess({ url: redis.url });
    await until(() => other.knows('no-room'), 10_000);
  }, 20_000);
});
