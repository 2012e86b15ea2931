import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient } from 'redis';
import { describeWithRedis, freePort, RedisServer } from '../../support/redis-server.js';
import { skipLoudly } from '../../support/required.js';
import { openProcess, rejectionOf, sessionEntry, until } from '../../support/revocation-processes.js';

const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;

describeWithRedis('Redis behind TLS', () => {
  if (!hasOpenssl) {
    it('runs', () => skipLoudly('Redis behind TLS', 'openssl is not on this machine'));
    return;
  }
  let redis: RedisServer;
  let port: number;
  const file = (name: string) => join(redis.directory, name);

  beforeAll(async () => {
    port = await freePort();
    redis = await RedisServer.stopped();
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const output = ['-keyout', file('key.pem'), '-out', file('cert.pem')];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...output],
      {
        stdio: 'ignore',
      },
    );
    await redis.restart();
    const settings = {
      'tls-cert-file': file('cert.pem'),
      'tls-key-file': file('key.pem'),
      'tls-ca-cert-file': file('cert.pem'),
    };
    await redis.call(
      'CONFIG',
      'SET',
      ...Object.entries(settings).flat(),
      'tls-auth-clients',
      'no',
      'tls-port',
      String(port),
    );
  });
  afterAll(() => redis.stop());

  it('is reached with a CA of the application', async () => {
    const client = createClient({
      url: `rediss://localhost:${port}`,
      socket: { tls: true, ca: readFileSync(file('cert.pem')) },
    });
    const [one, other] = [await openProcess({ client }), await openProcess({ url: redis.url })];
    await one.revoke(sessionEntry('over-tls'));
    await until(() => other.knows('over-tls'));
  });

  it('fails the start with a certificate that nobody trusts, and the remedy', async () => {
    const error = await rejectionOf(openProcess({ url: `rediss://localhost:${port}` }));
    expect(error.message).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT.*socket: \{ ca \}/);
  });
});
