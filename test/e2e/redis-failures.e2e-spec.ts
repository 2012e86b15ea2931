import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { RedisRevocationOptions } from '../../lib/redis/index.js';
import type { Client } from '../support/browser.js';
import { Fleet, idOf, mixed } from '../support/fleet.js';
import { type Answer, Load, type Target } from '../support/load.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { until } from '../support/revocation-processes.js';

jest.setTimeout(30_000);

const maxStale = 3000;
/** Staleness is told in whole milliseconds. */
const ROUNDING_MS = 1;
const [express, fastify] = mixed as [(typeof mixed)[0], (typeof mixed)[0]];
const STREAM = 'sealed-session:session:revocations';

let redis: RedisServer;
const fleets: Fleet[] = [];
beforeEach(async () => void (redis = await RedisServer.start()));
afterEach(async () => {
  await Promise.all(fleets.splice(0).map((fleet) => fleet.close()));
  await redis.stop();
});

function newFleet(options: Partial<RedisRevocationOptions> = {}): Fleet {
  const fleet = new Fleet({ url: redis.url, maxStale, ...options });
  fleets.push(fleet);
  return fleet;
}

async function startFleet(options?: Partial<RedisRevocationOptions>): Promise<Fleet> {
  const fleet = newFleet(options);
  for (const leg of mixed) await fleet.add(leg);
  return fleet;
}

const statuses = (answers: readonly Answer[]) => [...new Set(answers.map(({ status }) => status))].toSorted();
const texts = (answers: readonly Answer[]) => [...new Set(answers.map(({ text }) => text))].toSorted();

describeWithRedis('Redis killed in the middle of load', () => {
  let fleet: Fleet;
  let [member, revoked]: Client[] = [];
  /** The Cookie headers that the load sends. */
  const cookies = new Map<Client, string>();

  /** Who is sent where: members and the revoked, reading and writing; and those who bring no session. */
  async function targets(): Promise<Target[]> {
    const [own, over] = [await member!.cookies(), await revoked!.cookies()];
    cookies.set(member!, own).set(revoked!, over);
    return fleet.apps.flatMap(({ port }) => [
      { port, path: '/me', cookie: own },
      { port, path: '/visit', method: 'POST' as const, cookie: own },
      { port, path: '/me', cookie: over },
      { port, path: '/me' },
      { port, path: '/public', cookie: own },
    ]);
  }

  /** When the last news was, of each instance, on the clock of `performance.now()`. */
  const lastNews = () =>
    fleet.apps.map(({ port }, at) => ({
      port,
      at: performance.now() - fleet.sessions(at).health().sessions.staleMs,
    }));

  /** Load while Redis is killed, stays away for longer than maxStale, and comes back empty. */
  async function outage(policy: 'closed' | 'open') {
    fleet = await startFleet({ policy });
    [member, revoked] = [await fleet.signedIn('ada'), await fleet.signedIn('bob')];
    await fleet.sessions().revoke(await idOf(revoked));
    await until(async () => String(await fleet.whoIs(revoked!)) === 'nobody,nobody');
    const load = new Load(await targets(), 5);
    await delay(500);
    await redis.kill();
    const killedAt = performance.now();
    await delay(maxStale + 1000);
    const news = lastNews();
    await redis.restart();
    const backAt = performance.now();
    await delay(2500);
    return { answers: await load.stop(), news, killedAt, backAt };
  }

  const isOf = (client: Client | undefined) => {
    const cookie = cookies.get(client!);
    return ({ target }: Answer) => target.cookie === cookie && target.path !== '/public';
  };

  it('closed: nothing until maxStale, then exactly the policy, and all is well within two seconds of its return', async () => {
    const { answers, news, killedAt, backAt } = await outage('closed');
    const asked = answers.filter(isOf(member));

    for (const { port, at } of news) {
      const limit = at + maxStale;
      const here = asked.filter(({ target }) => target.port === port);
      const within = here.filter(({ doneAt }) => doneAt < limit - ROUNDING_MS);
      const after = here.filter(({ sentAt }) => sentAt > limit + ROUNDING_MS && sentAt < backAt - 500);
      expect(within.filter(({ doneAt }) => doneAt > killedAt).length).toBeGreaterThan(50);
      expect(statuses(within)).toEqual([200, 201]);
      expect(after.length).toBeGreaterThan(20);
      expect(statuses(after)).toEqual([503]);
      // The last news were no older than a wait for them takes, by the coarse timer of Redis.
      expect(killedAt - at).toBeLessThan(maxStale / 6 + 300);
    }
    for (const { headers } of asked.filter(({ status }) => status === 503)) {
      expect(headers['retry-after']).toBe('5');
      expect(headers['set-cookie']).toBeUndefined();
    }
    expect(statuses(asked.filter(({ sentAt }) => sentAt > backAt + 2000))).toEqual([200, 201]);
    expect(await fleet.whoIs(member!)).toEqual(['ada', 'ada']);
  });

  it('closed: those without a session, and those whose session is known to be over, notice nothing', async () => {
    const { answers } = await outage('closed');
    const isOfMember = isOf(member);
    expect(statuses(answers.filter((answer) => !isOfMember(answer)))).toEqual([200]);
    expect(texts(answers.filter(isOf(revoked)))).toEqual(['nobody']);
    expect(await fleet.whoIs(revoked!)).toEqual(['nobody', 'nobody']);
  });

  it('open: never an error, and nobody who was signed out is signed in again', async () => {
    const { answers } = await outage('open');
    expect(statuses(answers)).toEqual([200, 201]);
    expect(texts(answers.filter(isOf(revoked)))).toEqual(['nobody']);
    expect(await fleet.whoIs(member!)).toEqual(['ada', 'ada']);
  });
});

describeWithRedis('an instance killed in the middle of load', () => {
  it('takes nothing with it that it had acknowledged, and others go on', async () => {
    const fleet = await startFleet();
    const env = { ...process.env, SESSION_SECRET: fleet.secret, REDIS_URL: redis.url };
    const child = fork('test/support/redis-instance.js', { env, execArgv: [] });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const [member, victim] = [await fleet.signedIn('ada'), await fleet.signedIn('bob')];
    const [id, cookie] = [await idOf(victim), await member.cookies()];
    const ports = [...fleet.apps.map((app) => app.port), port];
    const load = new Load(ports.map((each) => ({ port: each, path: '/me', cookie })));
    await load.reaches(300);

    const { status } = await fetch(`http://127.0.0.1:${port}/revoke/${id}`, { method: 'POST' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await until(async () => String(await fleet.whoIs(victim)) === 'nobody,nobody', 1000);
    await load.reaches(load.answers.length + 300);
    const answers = await load.stop();

    expect(status).toBe(201);
    const [ofChild, ofOthers] = [true, false].map((isChild) =>
      answers.filter(({ target }) => (target.port === port) === isChild),
    ) as [Answer[], Answer[]];
    expect(texts(ofOthers)).toEqual(['ada']);
    expect(statuses(ofChild)).toEqual([0, 200]);
    await fleet.add(fastify);
    expect(await fleet.whoIs(victim)).toEqual(['nobody', 'nobody', 'nobody']);
  });
});

describeWithRedis('Redis restarted empty', () => {
  it('gets back what instances know: it holds on them, and on one that is started afterwards', async () => {
    const fleet = await startFleet({ maxStale: 1200 });
    const [one, all, member] = [
      await fleet.signedIn('ada'),
      await fleet.signedIn('bob', 1),
      await fleet.signedIn('eve'),
    ];
    await fleet.sessions(0).revoke(await idOf(one));
    await fleet.sessions(1).revokeAll('bob');
    await until(async () => String([await fleet.whoIs(one), await fleet.whoIs(all)]).includes('a') === false);
    await redis.kill();
    await redis.restart();
    await until(async () => Number(await redis.call('XLEN', STREAM)) >= 2);
    await fleet.add(express);
    for (const over of [one, all]) expect(await fleet.whoIs(over)).toEqual(['nobody', 'nobody', 'nobody']);
    expect(await fleet.whoIs(member)).toEqual(['eve', 'eve', 'eve']);
  });
});

describeWithRedis('a start without Redis', () => {
  it('closed: is not ready before Redis is there', async () => {
    await redis.kill();
    const fleet = newFleet();
    const ready: string[] = [];
    const starting = mixed.map((leg) => fleet.add(leg).then(() => ready.push(leg.name)));
    await delay(2500);
    expect(ready).toEqual([]);
    await redis.restart();
    await Promise.all(starting);
    expect(await fleet.whoIs(await fleet.signedIn('ada'))).toEqual(['ada', 'ada']);
  });

  it('open: takes requests all the same, says that it is behind, and catches up', async () => {
    await redis.kill();
    const fleet = await startFleet({ policy: 'open' });
    const client = await fleet.signedIn('ada');
    expect(await fleet.whoIs(client)).toEqual(['ada', 'ada']);
    expect(fleet.sessions().health()).toMatchObject({ sessions: { status: 'down' } });
    await expect(fleet.sessions().revoke(await idOf(client))).rejects.toMatchObject({
      code: 'ERR_SESSION_REVOCATION_UNAVAILABLE',
    });
    await redis.restart();
    await until(async () => String(await fleet.whoIs(client)) === 'nobody,nobody');
  });
});
