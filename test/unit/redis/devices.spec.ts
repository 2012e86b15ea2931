import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { StoredDevice } from '../../../lib/revocation-store.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { DAY, openProcess, rejectionOf, type RevocationProcess } from '../../support/revocation-processes.js';

const PREFIX = 'sealed-session:__Host-session:devices:';

describeWithRedis('devices in Redis', () => {
  let redis: RedisServer;
  let one: RevocationProcess;
  beforeAll(async () => void (redis = await RedisServer.start()));
  beforeEach(async () => void (one = await openProcess({ url: redis.url })));
  afterAll(() => redis.stop());

  const device = (subject: string, session: string, life = DAY): StoredDevice => ({
    subject,
    session,
    sealed: `sealed:${session}`,
    expiresAt: Date.now() + life,
  });

  const fields = async (subject: string) => Number(await redis.call('HLEN', PREFIX + subject));

  it('are seen by another process', async () => {
    await one.store.saveDevices([device('shared', 'a'), device('shared', 'b'), device('else', 'c')]);
    const other = await openProcess({ url: redis.url });
    expect((await other.store.devicesOf(['shared'])).toSorted()).toEqual(['sealed:a', 'sealed:b']);
  });

  it('are found under each handle of a subject', async () => {
    await one.store.saveDevices([device('newest', 'a'), device('older', 'b')]);
    expect((await one.store.devicesOf(['newest', 'older'])).toSorted()).toEqual(['sealed:a', 'sealed:b']);
  });

  it('are replaced, not added, when they are saved again', async () => {
    await one.store.saveDevices([device('again', 'a')]);
    await one.store.saveDevices([{ ...device('again', 'a'), sealed: 'newer' }]);
    expect(await one.store.devicesOf(['again'])).toEqual(['newer']);
  });

  it('are written together, many subjects at once', async () => {
    const before = await commands();
    await one.store.saveDevices(Array.from({ length: 1200 }, (_, index) => device(`user-${index}`, 'a')));
    expect(await one.store.devicesOf(['user-1199'])).toEqual(['sealed:a']);
    expect((await commands()) - before).toBe(1200);
  });

  it('are a hundred at most, and those that end last', async () => {
    const many = Array.from({ length: 130 }, (_, index) => device('many', `s${index}`, DAY + index * 1000));
    await one.store.saveDevices(many.toReversed());
    const kept = await one.store.devicesOf(['many']);
    expect(kept.toSorted()).toEqual(
      many
        .slice(30)
        .map(({ sealed }) => sealed)
        .toSorted(),
    );
    expect(await fields('many')).toBe(100);
  });

  it('are gone when they are over, from Redis too', async () => {
    await one.store.saveDevices([device('ending', 'a', -1), device('ending', 'b')]);
    expect(await one.store.devicesOf(['ending'])).toEqual(['sealed:b']);
    expect(await fields('ending')).toBe(1);
  });

  it('end with the longest of them at the earliest, whatever is written later', async () => {
    const retention = 1000;
    const short = await openProcess({ url: redis.url }, { retention });
    await short.store.saveDevices([device('life', 'a', 1000)]);
    const first = Number(await redis.call('PTTL', PREFIX + 'life'));
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(1000);
    await one.store.saveDevices([device('long', 'a', DAY), device('long', 'b', DAY / 2)]);
    await one.store.saveDevices([device('long', 'b', 1000)]);
    expect(Number(await redis.call('PTTL', PREFIX + 'long'))).toBeGreaterThan(DAY - 10_000);
  });

  it('are dropped by session, under each handle', async () => {
    await one.store.saveDevices([device('drop', 'a'), device('drop', 'b'), device('drop-older', 'a')]);
    await one.store.dropDevices(['drop', 'drop-older'], ['a', 'unknown']);
    await one.store.dropDevices(['drop'], []);
    expect(await one.store.devicesOf(['drop', 'drop-older'])).toEqual(['sealed:b']);
  });

  it('that are not ours are left out', async () => {
    await redis.call('HSET', `${PREFIX}strange`, 's', 'no end');
    expect(await one.store.devicesOf(['strange'])).toEqual([]);
  });

  it('are none for a subject that nobody knows', async () => {
    expect(await one.store.devicesOf(['nobody'])).toEqual([]);
    await one.store.saveDevices([]);
  });

  it('cannot be had, soon, while Redis does not answer', async () => {
    redis.pause();
    const start = performance.now();
    const errors = await Promise.all([
      rejectionOf(one.store.devicesOf(['shared'])),
      rejectionOf(one.store.saveDevices([device('shared', 'a')])),
      rejectionOf(one.store.dropDevices(['shared'], ['a'])),
    ]);
    redis.resume();
    expect(performance.now() - start).toBeLessThan(2500);
    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('ERR_SESSION_REVOCATION_UNAVAILABLE'));
  });

  /** HSET commands that Redis has run. */
  async function commands(): Promise<number> {
    const text = String(await redis.call('INFO', 'commandstats'));
    return Number(/cmdstat_hset:calls=(\d+)/.exec(text)?.[1] ?? 0);
  }
});
