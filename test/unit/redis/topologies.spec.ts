import { afterEach, expect, it } from '@jest/globals';
import { createCluster, createSentinel, RESP_TYPES } from 'redis';
import { describeWithRedis, freePort, RedisServer } from '../../support/redis-server.js';
import { openProcess, rejectionOf, sessionEntry, until } from '../../support/revocation-processes.js';

const maxStale = 1200;

describeWithRedis('a Redis of several', () => {
  const servers: RedisServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

  async function start(...settings: string[]): Promise<RedisServer> {
    const server = await RedisServer.start(...settings);
    servers.push(server);
    return server;
  }

  async function startCluster(): Promise<RedisServer[]> {
    const settings = async () => ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())];
    const nodes = [await start(...(await settings())), await start(...(await settings()))];
    const [one, other] = nodes as [RedisServer, RedisServer];
    await one.call('CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
    await other.call('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
    const bus = /@(\d+)/.exec(String(await other.call('CLUSTER', 'NODES')))?.[1] ?? '';
    await one.call('CLUSTER', 'MEET', '127.0.0.1', String(other.port), bus);
    const isUp = async (node: RedisServer) =>
      String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok') &&
      String(await node.call('CLUSTER', 'SLOTS')).includes(String(other.port));
    await until(async () => (await isUp(one)) && (await isUp(other)), 15_000);
    return nodes;
  }

  it('shares revocations and devices as a cluster, each key where it belongs', async () => {
    const nodes = await startCluster();
    const client = createCluster({ rootNodes: nodes.map(({ url }) => ({ url })) });
    const [one, other] = [await openProcess({ client }), await openProcess({ client })];
    await one.revoke(sessionEntry('in-cluster'));
    await until(() => other.knows('in-cluster'));
    const devices = Array.from({ length: 20 }, (_, index) => ({
      subject: `user-${index}`,
      session: 's',
      sealed: `sealed-${index}`,
      expiresAt: Date.now() + 60_000,
    }));
    await one.store.saveDevices(devices);
    for (const { subject, sealed } of devices)
      expect(await other.store.devicesOf([subject])).toEqual([sealed]);
    const keys = await Promise.all(nodes.map((node) => node.call('DBSIZE')));
    expect(keys.map(Number).every((count) => count > 0)).toBe(true);
  }, 30_000);

  it('is found again as a cluster after it was gone', async () => {
    const nodes = await startCluster();
    const client = createCluster({ rootNodes: nodes.map(({ url }) => ({ url })) });
    const one = await openProcess({ client, maxStale });
    await Promise.all(nodes.map((node) => node.kill()));
    await until(() => one.age > maxStale);
    expect((await rejectionOf(one.revoke(sessionEntry('refused')))).code).toBe(
      'ERR_SESSION_REVOCATION_UNAVAILABLE',
    );
    await Promise.all(nodes.map((node) => node.restart()));
    await until(() => one.age < maxStale, 15_000);
    const other = await openProcess({ client });
    await until(() => other.knows('refused'));
    expect(one.logged).toHaveLength(2);
  }, 40_000);

  it('goes on with the new primary that a Sentinel names, and gets what that one lacks', async () => {
    const primary = await start('--repl-diskless-sync-delay', '0');
    const replica = await start('--replicaof', '127.0.0.1', String(primary.port));
    await until(async () =>
      String(await replica.call('INFO', 'replication')).includes('master_link_status:up'),
    );
    const sentinel = await RedisServer.sentinel(primary);
    servers.push(sentinel);
    await until(
      async () =>
        String(await sentinel.call('SENTINEL', 'REPLICAS', 'primary')).includes(String(replica.port)),
      15_000,
    );
    const typeMapping = { [RESP_TYPES.BLOB_STRING]: Buffer };
    const nodeClientOptions = { RESP: 3, commandOptions: { typeMapping } };
    const client = createSentinel({
      name: 'primary',
      nodeClientOptions: nodeClientOptions as object,
      sentinelRootNodes: [{ host: '127.0.0.1', port: sentinel.port }],
    });
    const one = await openProcess({ client, maxStale });
    await one.revoke(sessionEntry('replicated'));
    await one.store.saveDevices([
      { subject: 'u', session: 's', sealed: 'x', expiresAt: Date.now() + 60_000 },
    ]);
    expect(await one.store.devicesOf(['u'])).toEqual(['x']);
    await until(
      async () => Number(await replica.call('EXISTS', 'sealed-session:__Host-session:revocations')) === 1,
    );
    replica.pause();
    await one.revoke(sessionEntry('not-replicated'));
    await primary.kill();
    replica.resume();
    await until(() => one.age > maxStale);
    await until(() => one.age < maxStale, 20_000);
    const other = await openProcess({ url: replica.url });
    await until(() => other.knows('not-replicated'));
    expect(other.knows('replicated')).toBe(true);
  }, 60_000);
});
