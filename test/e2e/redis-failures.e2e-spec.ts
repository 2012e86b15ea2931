import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RedisRevocationOptions } from '../../lib/redis/index.js';
import type { Client } from '../support/browser.js';
import { Fleet, idOf, mixed } from '../support/fleet.js';
import { type Answer, Load, statuses, texts } from '../support/load.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { until } from '../support/revocation-processes.js';

jest.setTimeout(30_000);

const maxStale = 3000;
const [express, fastify] = mixed as [(typeof mixed)[0], (typeof mixed)[0]];
const STREAM = 'sealed-session:session:revocations';

describeWithRedis('instances over Redis', () => {
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

  describe('an instance killed in the middle of load', () => {
    let child: ChildProcess | undefined;
    afterEach(() => void child?.kill('SIGKILL'));

    it('takes nothing with it that it had acknowledged, and others go on', async () => {
      const fleet = await startFleet();
      const env = { ...process.env, SESSION_SECRET: fleet.secret, REDIS_URL: redis.url };
      child = fork('test/support/redis-instance.js', { env, execArgv: [] });
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

  describe('Redis restarted empty', () => {
    it('gets back what instances know: it holds on them, and on one that is started afterwards', async () => {
      const fleet = await startFleet({ maxStale: 1200 });
      const [one, all, member] = [
        await fleet.signedIn('ada'),
        await fleet.signedIn('bob', 1),
        await fleet.signedIn('eve'),
      ];
      await fleet.sessions(0).revoke(await idOf(one));
      await fleet.sessions(1).revokeAll('bob');
      const isOver = async (client: Client) => String(await fleet.whoIs(client)) === 'nobody,nobody';
      await until(async () => (await isOver(one)) && (await isOver(all)));
      await redis.kill();
      await redis.restart();
      await until(async () => Number(await redis.call('XLEN', STREAM)) >= 2);
      await fleet.add(express);
      for (const over of [one, all]) expect(await fleet.whoIs(over)).toEqual(['nobody', 'nobody', 'nobody']);
      expect(await fleet.whoIs(member)).toEqual(['eve', 'eve', 'eve']);
    });
  });

  describe('a start without Redis', () => {
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
});
