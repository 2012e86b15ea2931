import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { openProcess, sessionEntry, until } from '../../support/revocation-processes.js';

describeWithRedis('revocations between processes', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await RedisServer.start()));
  afterAll(() => redis.stop());

  it.each([
    ['a session', sessionEntry('shared-session'), 'shared-session'],
    ['a subject', { kind: 'subject', handles: ['shared-subject'], notBefore: 1234 }, 'shared-subject'],
    ['everything', { kind: 'all', notBefore: 5678 }, 'all'],
  ] as const)('carry %s, as it was', async (_, entry, handle) => {
    const [one, other] = await Promise.all([
      openProcess({ url: redis.url }),
      openProcess({ url: redis.url }),
    ]);
    await one.revoke(entry);
    await until(() => other.knows(handle));
    expect(other.learned.get(handle)).toBe(one.learned.get(handle));
  });

  it('carry all handles of one session, so that processes before a rotation know theirs', async () => {
    const [one, other] = await Promise.all([
      openProcess({ url: redis.url }),
      openProcess({ url: redis.url }),
    ]);
    await one.revoke(sessionEntry('newest-secret', 'older-secret'));
    await until(() => other.knows('older-secret'));
    expect(other.knows('newest-secret')).toBe(true);
  });

  it('arrive without waiting for the next read to begin', async () => {
    const [one, other] = await Promise.all([
      openProcess({ url: redis.url }),
      openProcess({ url: redis.url }),
    ]);
    await one.revoke(sessionEntry('warm-up'));
    await until(() => other.knows('warm-up'));
    const start = performance.now();
    await one.revoke(sessionEntry('soon'));
    await until(() => other.knows('soon'));
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('are known by a process that starts later, when it is open', async () => {
    const one = await openProcess({ url: redis.url });
    await one.revoke(sessionEntry('before'));
    const later = await openProcess({ url: redis.url });
    expect(later.knows('before')).toBe(true);
  });

  it('come in pages, each entry once and none left out', async () => {
    const one = await openProcess({ url: redis.url }, { cookieName: 'pages' });
    const handles = Array.from({ length: 2500 }, (_, index) => `page-${index}`);
    for (let from = 0; from < handles.length; from += 500)
      await Promise.all(handles.slice(from, from + 500).map((handle) => one.revoke(sessionEntry(handle))));
    const later = await openProcess({ url: redis.url }, { cookieName: 'pages' });
    expect([...later.learned.keys()].toSorted()).toEqual(handles.toSorted());
  });

  it('stay within a cookie name and a prefix', async () => {
    const one = await openProcess({ url: redis.url });
    const sameName = await openProcess({ url: redis.url, prefix: 'elsewhere:' });
    const samePrefix = await openProcess({ url: redis.url }, { cookieName: 'other' });
    const same = await openProcess({ url: redis.url });
    await one.revoke(sessionEntry('mine'));
    await until(() => same.knows('mine'));
    await Promise.all([sameName.store.catchUp(), samePrefix.store.catchUp()]);
    expect([sameName.knows('mine'), samePrefix.knows('mine')]).toEqual([false, false]);
  });

  it('leave entries alone that nobody can read, and say so once', async () => {
    const one = await openProcess({ url: redis.url }, { cookieName: 'strange' });
    const key = 'sealed-session:strange:revocations';
    await redis.call('XADD', key, '*', 'kind', 'constellation', 'handles', 'x', 'time', '1');
    await redis.call('XADD', key, '*', 'a', 'b');
    await one.revoke(sessionEntry('readable'));
    await one.store.catchUp();
    const later = await openProcess({ url: redis.url }, { cookieName: 'strange' });
    expect([...later.learned.keys()]).toEqual(['readable']);
    expect(later.logged).toEqual([expect.stringContaining('cannot be read')]);
  });
});
