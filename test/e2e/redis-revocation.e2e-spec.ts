import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Fleet, idOf, mixed } from '../support/fleet.js';
import { Load } from '../support/load.js';
import { platforms } from '../support/platforms.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { until } from '../support/revocation-processes.js';

jest.setTimeout(20_000);

const INSTANCES = 3;
const NOBODY = Array<string>(INSTANCES).fill('nobody');

describeWithRedis('over Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await RedisServer.start()));
  afterAll(() => redis.stop());

  describe.each(platforms)('several instances ($title)', (platform) => {
    describe('revocation', () => {
      let fleet: Fleet;
      beforeAll(async () => {
        fleet = await Fleet.start(Array(INSTANCES).fill(platform), { url: redis.url });
      });
      afterAll(() => fleet.close());

      /** All instances have heard what was acknowledged. */
      const holdsEverywhere = (of: Parameters<Fleet['whoIs']>[0]) =>
        until(async () => String(await fleet.whoIs(of)) === String(NOBODY), 1000);

      it('of one session, made on one, holds on all of them, and for no other session', async () => {
        const [client, other] = [await fleet.signedIn('ada'), await fleet.signedIn('ada', 1)];
        expect(await fleet.whoIs(client)).toEqual(NOBODY.map(() => 'ada'));
        await fleet.sessions(2).revoke(await idOf(client));
        await holdsEverywhere(client);
        expect(await fleet.whoIs(other)).toEqual(NOBODY.map(() => 'ada'));
      });

      it('of all sessions of a user holds on all of them, and lets the user sign in again', async () => {
        const [one, two] = [await fleet.signedIn('eve'), await fleet.signedIn('eve', 1)];
        const other = await fleet.signedIn('bob');
        await fleet.sessions(1).revokeAll('eve');
        await holdsEverywhere(one);
        await holdsEverywhere(two);
        const again = await fleet.signedIn('eve', 2);
        expect(await fleet.whoIs(again)).toEqual(NOBODY.map(() => 'eve'));
        expect(await fleet.whoIs(other)).toEqual(NOBODY.map(() => 'bob'));
      });

      it('comes with signing out, for a copy of the cookie too', async () => {
        const client = await fleet.signedIn('ada');
        const copy = fleet.apps[1]!.client();
        const cookie = await client.cookies();
        await client.post('/sign-out');
        await until(async () => (await copy.get('/me', { cookie })).text === 'nobody', 1000);
      });

      it('is exact on a route with @FreshSession, whatever an instance has heard', async () => {
        for (let round = 0; round < 20; round += 1) {
          const client = await fleet.signedIn('ada');
          const [id, cookie] = [await idOf(client), await client.cookies()];
          await fleet.sessions(0).revoke(id);
          const { status, text } = await fleet.apps[1]!.client().get('/exact', { cookie });
          // 401 when it learns of it by asking; when it has heard already, the request has no session, as on any route.
          expect(status === 401 || text === 'nobody').toBe(true);
        }
      });

      it('takes its device off the list that every instance shows, where this one is marked', async () => {
        const [phone, laptop] = [await fleet.signedIn('kim'), await fleet.signedIn('kim', 1)];
        const [phoneId, laptopId] = [await idOf(phone), await idOf(laptop)];
        const listed = async (at: number) => {
          const { json } = await fleet.apps[at]!.client().get('/devices', { cookie: await laptop.cookies() });
          const marks = json.map(({ id, isCurrent }: any) => [id, isCurrent] as const);
          return Object.fromEntries(marks) as Record<string, boolean>;
        };
        const both = { [phoneId]: false, [laptopId]: true };
        for (const at of [0, 1, 2]) await until(async () => Object.keys(await listed(at)).length === 2);
        for (const at of [0, 1, 2]) expect(await listed(at)).toEqual(both);
        await fleet.sessions(2).revoke(phoneId);
        await until(async () => !(phoneId in (await listed(0))));
        expect(await listed(1)).toEqual({ [laptopId]: true });
      });
    });
  });

  describe('requests to two instances', () => {
    const REQUESTS = 3000;
    /** A wait for news is five seconds at most, and then takes three commands. */
    const [WAIT_MS, COMMANDS] = [5000, 3];
    let fleet: Fleet;
    beforeAll(async () => void (fleet = await Fleet.start(mixed, { url: redis.url })));
    afterAll(() => fleet.close());

    /** How many commands Redis has run since it was asked to forget, but for those that ask. */
    async function commands(): Promise<number> {
      const lines = String(await redis.call('INFO', 'commandstats')).matchAll(/cmdstat_(\S+):calls=(\d+)/g);
      const calls = Array.from(lines, ([, name = '', count]) =>
        /^(info|config)/.test(name) ? 0 : Number(count),
      );
      return calls.reduce((sum, count) => sum + count, 0);
    }

    it('cost no command: Redis runs as many as while nothing is asked', async () => {
      const [client, revoked] = [await fleet.signedIn('ada'), await fleet.signedIn('bob')];
      await fleet.sessions().revoke(await idOf(revoked));
      await fleet.sessions().revokeAll('somebody else');
      // Both have noted the device, which is not done again for a minute.
      await fleet.whoIs(client);
      await delay(300);
      const cookies = [await client.cookies(), await revoked.cookies()];
      const targets = fleet.apps.flatMap(({ port }) =>
        cookies.map((cookie) => ({ port, path: '/me', cookie })),
      );
      await redis.call('CONFIG', 'RESETSTAT');
      const start = performance.now();
      const load = new Load(targets);
      await load.reaches(REQUESTS);
      const answers = await load.stop();
      const waits = fleet.apps.length * Math.ceil((performance.now() - start) / WAIT_MS + 1);
      expect(await commands()).toBeLessThanOrEqual(waits * COMMANDS);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['ada', 'nobody']));
    });

    it('cost some where a route asks to be exact', async () => {
      const client = await fleet.signedIn('ada');
      await delay(300);
      await redis.call('CONFIG', 'RESETSTAT');
      for (let request = 0; request < 20; request += 1) await client.get('/exact');
      expect(await commands()).toBeGreaterThanOrEqual(40);
    });
  });
});
