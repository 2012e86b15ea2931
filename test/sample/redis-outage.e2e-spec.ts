import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { HttpVisitor } from './support/http-visitor.js';
import { newSecret, openShop, type Platform, type Shop } from './support/shop.js';

/** The library's default `maxStale`, and some time to notice. */
const STALE_AFTER_MS = 40_000;
const PLATFORMS: Platform[] = ['express', 'fastify'];

jest.setTimeout(120_000);

describeWithRedis('the bookshop while Redis is away', () => {
  let redis: RedisServer;
  let shops: Shop[] = [];
  let visitors: HttpVisitor[];

  beforeAll(async () => {
    redis = await RedisServer.start();
    const env = { REDIS_URL: redis.url };
    shops = await Promise.all(PLATFORMS.map((platform) => openShop({ platform, secret: newSecret(), env })));
    visitors = await Promise.all(shops.map(({ url }) => new HttpVisitor(url).signIn()));
    await redis.kill();
  });
  afterAll(async () => {
    await Promise.all(shops.map((shop) => shop.stop()));
    await redis?.stop();
  });

  const answers = (path: string) => Promise.all(visitors.map((visitor) => visitor.get(path)));
  const statuses = async (path: string) => (await answers(path)).map(({ status }) => status);
  const becomes = async (path: string, status: number) => {
    const limit = Date.now() + STALE_AFTER_MS;
    while ((await statuses(path)).some((each) => each !== status)) {
      if (Date.now() > limit) throw new Error(`${path} never answered ${status}.`);
      await new Promise((done) => setTimeout(done, 500));
    }
  };

  it('refuses the devices page at once, with a page of its own and without touching the cookie', async () => {
    for (const response of await answers('/account/devices')) {
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(response.headers.get('cache-control')).toContain('no-store');
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await response.text()).toContain('We cannot check seals just now');
    }
  });

  it('goes on with other pages for half a minute', async () => {
    expect(await statuses('/account')).toEqual([200, 200]);
  });

  it('then refuses who brings a session, with a page that does not look at it', async () => {
    await becomes('/account', 503);

    for (const response of await answers('/account')) {
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await response.text()).toMatch(/^<!doctype html>[^]*We cannot check seals just now/);
    }
    expect(await statuses('/nowhere')).toEqual([404, 404]);
    expect(await statuses('/assets/base.css')).toEqual([200, 200]);
  });

  it('serves who brings none', async () => {
    for (const { url } of shops) expect((await fetch(url)).status).toBe(200);
  });

  it('has forgotten nobody when Redis is back', async () => {
    await redis.restart();
    await becomes('/account', 200);

    expect(await statuses('/account/devices')).toEqual([200, 200]);
    for (const shop of shops) expect(shop.output()).not.toContain('[ErrorPage]');
  });
});
