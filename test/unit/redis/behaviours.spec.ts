import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { redisRevocation } from '../../../lib/redis/index.js';
import type { RevocationContext, RevocationEntry, RevocationStore } from '../../../lib/revocation-store.js';
import { revocationBehaviours } from '../../../lib/testing/revocation-behaviours.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';

describeWithRedis('the behaviours of every store, over Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await RedisServer.start()));
  afterAll(() => redis.stop());

  const provider = () => redisRevocation({ url: redis.url, maxStale: 1200 });

  for (const { name, run } of revocationBehaviours((context) => provider().open(context))) it(name, run);

  /** Names of the behaviours that a store fails which has the store over Redis behind it, but for `faults`. */
  async function failing(
    faults: Partial<RevocationStore>,
    learning = ({ learn }: RevocationContext) => learn,
  ): Promise<string[]> {
    const open = async (context: RevocationContext) => {
      const store = await provider().open({ ...context, learn: learning(context) });
      const own = new Proxy(store, {
        get: (target, name) => Reflect.get(faults, name) ?? bound(target, name),
      });
      return own;
    };
    const results = await Promise.all(
      revocationBehaviours(open, { arrivesWithin: 1000 }).map(({ name, run }) =>
        run().then(
          () => [],
          () => [name],
        ),
      ),
    );
    return results.flat();
  }

  const bound = (store: RevocationStore, name: string | symbol): unknown => {
    const value: unknown = Reflect.get(store, name);
    return typeof value === 'function' ? value.bind(store) : value;
  };

  const nothing = () => Promise.resolve();

  it('fail a store that is told late and does not wait for it', async () => {
    const late = (context: RevocationContext) => (entry: RevocationEntry) =>
      void setTimeout(() => context.learn(entry), 50);
    const names = ['has learned with catchUp()', 'has learned everything in force', 'at once'];
    const expected = names.map((name) => expect.stringContaining(name));
    expect(await failing({ catchUp: nothing }, late)).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    ['appends nothing', { append: nothing }, 'carries entries of each kind'],
    ['saves no devices', { saveDevices: nothing }, 'gives devices back by subject'],
    ['drops no devices', { dropDevices: nothing }, 'drops devices by session'],
    ['finds no devices', { devicesOf: () => Promise.resolve([]) }, 'shares devices'],
    ['is never fresh', { freshAsOf: () => -1 }, 'stays fresh'],
  ])('fail a store that %s', async (_, faults, name) => {
    expect(await failing(faults)).toEqual(expect.arrayContaining([expect.stringContaining(name)]));
  });
});
