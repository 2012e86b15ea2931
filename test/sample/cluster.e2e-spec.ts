import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { isAlive, openCluster, runCluster, until, type Cluster } from './support/cluster.js';
import { HttpVisitor } from './support/http-visitor.js';

jest.setTimeout(60_000);

const answeredBy = ({ headers }: Response) => headers.get('x-answered-by') ?? '';

describeWithRedis('npm run start:cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster();
  });
  afterAll(() => cluster?.stop());

  const arrive = () => new HttpVisitor(cluster.url);
  /** A copy of somebody's cookie, brought to each instance past the proxy. */
  const areSignedIn = ({ cookie }: HttpVisitor) =>
    Promise.all(
      cluster.instances.map(async ({ url }) => {
        const copy = new HttpVisitor(url);
        copy.cookie = cookie;
        return copy.isSignedIn();
      }),
    );

  /** The id of somebody's device, once each instance has it on the list, which is written a moment behind. */
  const listed = async (device: HttpVisitor, other: HttpVisitor): Promise<string> => {
    const [id = ''] = await device.devices();
    await until(async () => {
      const lists = [await other.devices(), await other.devices(), await other.devices()];
      return lists.every((list) => list.includes(id));
    });
    return id;
  };

  it('opens three instances that answer in turn, and say which', async () => {
    const responses = [];
    for (let request = 0; request < 6; request += 1) responses.push(await fetch(cluster.url));
    const names = responses.map(answeredBy);

    expect(names.slice(0, 3).toSorted()).toEqual(['1', '2', '3']);
    expect(names.slice(3)).toEqual(names.slice(0, 3));
    expect(await responses[0]?.text()).toContain(`Answered by instance ${names[0]}.`);
  });

  it('keeps one visitor signed in on all of them', async () => {
    expect(await areSignedIn(await arrive().signIn())).toEqual([true, true, true]);
  });

  it('lists on each, a moment later, the devices that were seen on another', async () => {
    const [here, there] = [await arrive().signIn('alan'), await arrive().signIn('alan')];
    const [own, other] = [await listed(here, there), await listed(there, here)];

    expect(await here.devices()).toEqual([own, other]);
    expect(await there.devices()).toEqual([other, own]);
  });

  it('shows on all of them, well within a second, what was revoked on one', async () => {
    for (let time = 0; time < 3; time += 1) {
      const [here, there] = [await arrive().signIn(), await arrive().signIn()];
      await here.post('/account/devices/sign-out', { device: await listed(there, here) });
      const revokedAt = performance.now();
      await until(async () => !(await areSignedIn(there)).includes(true));

      expect(performance.now() - revokedAt).toBeLessThan(1000);
      expect(await areSignedIn(here)).toEqual([true, true, true]);
    }
  });

  it('shows the address that the proxy saw', async () => {
    const page = await (await arrive().signIn()).devicesPage();

    expect(page).toMatch(/<dd>(127\.0\.0\.1|::1)<\/dd>/);
  });

  it('loses nobody when an instance is killed, and says that it is gone', async () => {
    const [ada, lost] = [await arrive().signIn(), await arrive().signIn()];
    const { name, pid } = cluster.instances[1]!;
    await ada.post('/account/devices/sign-out', { device: await listed(lost, ada) });

    process.kill(pid, 'SIGKILL');
    const answers = [];
    for (let request = 0; request < 20; request += 1) answers.push(await ada.get('/account'));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await cluster.hasSaid(`Instance ${name} has ended (SIGKILL). In rotation: 1, 3.`);
    const after = [await ada.get('/account'), await ada.get('/account'), await ada.get('/account')];
    expect(new Set(after.map(answeredBy))).toEqual(new Set(['1', '3']));
    expect(await lost.isSignedIn()).toBe(false);
  });

  it('leaves nothing running after Ctrl-C', async () => {
    await cluster.stop();

    expect(cluster.child.exitCode).toBe(0);
    expect(cluster.instances.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(isAlive(cluster.redisPid!)).toBe(false);
  });
});

describeWithRedis('npm run start:cluster with REDIS_URL', () => {
  let redis: RedisServer;
  let cluster: Cluster;
  beforeAll(async () => {
    redis = await RedisServer.start();
    cluster = await openCluster({ REDIS_URL: redis.url, PATH: '' });
  });
  afterAll(async () => {
    await cluster?.stop();
    await redis?.stop();
  });

  it('uses that Redis, and needs no redis-server of its own', async () => {
    const ada = await new HttpVisitor(cluster.url).signIn();
    await ada.post('/account/devices/sign-out-everywhere');

    expect(cluster.redisPid).toBeUndefined();
    expect(await redis.call('KEYS', 'sealed-session:*')).not.toEqual([]);
  });

  it('takes its instances with it when it is killed', async () => {
    cluster.child.kill('SIGKILL');

    await until(() => !cluster.instances.some(({ pid }) => isAlive(pid)));
  });
});

describe('npm run start:cluster without redis-server', () => {
  it('says how to get it, and ends', async () => {
    const { child, output } = runCluster({ PATH: '' });
    await once(child, 'close');

    expect(child.exitCode).toBe(1);
    expect(output()).toContain('apt-get install redis-server');
    expect(output()).toContain('brew install redis');
    expect(output()).toContain('docker run');
    expect(output()).toContain('REDIS_URL=redis://localhost:6379 npm run start:cluster');
  });
});
