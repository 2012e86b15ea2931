import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Client } from '../support/browser.js';
import { Fleet, idOf, mixed } from '../support/fleet.js';
import { type Answer, Load, statuses, texts } from '../support/load.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { until } from '../support/revocation-processes.js';

jest.setTimeout(30_000);

const maxStale = 3000;
/** Staleness is told in whole milliseconds. */
const ROUNDING_MS = 1;

describeWithRedis('Redis killed in the middle of load', () => {
  let redis: RedisServer;
  let fleet: Fleet;
  let member: Client;
  let revoked: Client;
  beforeEach(async () => void (redis = await RedisServer.start()));
  afterEach(async () => {
    await fleet.close();
    await redis.stop();
  });

  /** A member and somebody who was signed out, reading and writing; and who brings no session, or is not asked for it. */
  async function startLoad() {
    const [cookie, over] = [await member.cookies(), await revoked.cookies()];
    const of = {
      member: fleet.apps.flatMap(({ port }) => [
        { port, path: '/me', cookie },
        { port, path: '/visit', method: 'POST' as const, cookie },
      ]),
      revoked: fleet.apps.map(({ port }) => ({ port, path: '/me', cookie: over })),
      others: fleet.apps.flatMap(({ port }) => [
        { port, path: '/me' },
        { port, path: '/public', cookie },
      ]),
    };
    const load = new Load([...of.member, ...of.revoked, ...of.others], 5);
    const answersTo = (group: keyof typeof of) =>
      load.answers.filter(({ target }) => isIn(of[group], target));
    return { load, answersTo };
  }
  const isIn = (targets: readonly object[], target: object) => targets.includes(target);

  /** When the last news was, of each instance, on the clock of `performance.now()`. */
  const lastNews = () =>
    fleet.apps.map(({ port }, at) => {
      const { staleMs } = fleet.sessions(at).health()['sessions']!;
      return { port, at: performance.now() - staleMs };
    });

  /** Load while Redis is killed, stays away for longer than maxStale, and comes back empty. */
  async function outage(policy: 'closed' | 'open') {
    fleet = await Fleet.start(mixed, { url: redis.url, maxStale, policy });
    [member, revoked] = [await fleet.signedIn('ada'), await fleet.signedIn('bob')];
    await fleet.sessions().revoke(await idOf(revoked));
    await until(async () => String(await fleet.whoIs(revoked)) === 'nobody,nobody');
    const { load, answersTo } = await startLoad();
    await delay(500);
    await redis.kill();
    const killedAt = performance.now();
    await delay(maxStale + 1000);
    const news = lastNews();
    const returnsAt = performance.now();
    await redis.restart();
    const backAt = performance.now();
    await delay(2500);
    await load.stop();
    return { answersTo, news, killedAt, returnsAt, backAt };
  }

  it('closed: nothing until maxStale, then exactly the policy, and all is well within two seconds of its return', async () => {
    const { answersTo, news, killedAt, returnsAt, backAt } = await outage('closed');
    const asked = answersTo('member');

    for (const { port, at } of news) {
      const limit = at + maxStale;
      const here = asked.filter(({ target }) => target.port === port);
      const within = here.filter(({ doneAt }) => doneAt < limit - ROUNDING_MS);
      const after = here.filter(({ sentAt, doneAt }) => sentAt > limit + ROUNDING_MS && doneAt < returnsAt);
      expect(within.filter(({ doneAt }) => doneAt > killedAt).length).toBeGreaterThan(50);
      expect(statuses(within)).toEqual([200, 201]);
      expect(after.length).toBeGreaterThan(20);
      expect(statuses(after)).toEqual([503]);
      // A wait for news takes a sixth of it: most of the grace was left, on a busy machine as well.
      expect(killedAt - at).toBeLessThan(maxStale / 2);
    }
    asked.filter(({ status }) => status === 503).forEach(expectRetryLater);
    expect(statuses(asked.filter(({ sentAt }) => sentAt > backAt + 2000))).toEqual([200, 201]);
    expect(await fleet.whoIs(member)).toEqual(['ada', 'ada']);
  });

  function expectRetryLater({ headers }: Answer): void {
    expect(headers['retry-after']).toBe('5');
    expect(headers['set-cookie']).toBeUndefined();
  }

  it('closed: who has no session, or one that is known to be over, notices nothing', async () => {
    const { answersTo } = await outage('closed');
    expect(statuses([...answersTo('others'), ...answersTo('revoked')])).toEqual([200]);
    expect(texts(answersTo('revoked'))).toEqual(['nobody']);
    expect(await fleet.whoIs(revoked)).toEqual(['nobody', 'nobody']);
  });

  it('open: never an error, and nobody who was signed out is signed in again', async () => {
    const { answersTo } = await outage('open');
    expect(statuses([...answersTo('member'), ...answersTo('others')])).toEqual([200, 201]);
    expect(texts(answersTo('revoked'))).toEqual(['nobody']);
    expect(await fleet.whoIs(member)).toEqual(['ada', 'ada']);
  });
});
