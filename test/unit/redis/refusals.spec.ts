import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SessionError } from '../../../lib/errors.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { openProcess, rejectionOf, sessionEntry } from '../../support/revocation-processes.js';

describeWithRedis('a Redis that refuses', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
    await redis.call('ACL', 'SETUSER', 'app', 'on', '>app-password', 'allkeys', 'allcommands');
    await redis.call('ACL', 'SETUSER', 'reader', 'on', '>p', 'allkeys', '+xread', '+xrange', '+xtrim');
    await redis.call('ACL', 'SETUSER', 'elsewhere', 'on', '>p', '~other:*', 'allcommands');
  });
  afterAll(() => redis.stop());

  const urlOf = (credentials: string, database = '') =>
    `redis://${credentials}@127.0.0.1:${redis.port}/${database}`;

  it.each([
    ['a wrong password', 'app:wrong-password', '', /WRONGPASS.*user name and password/],
    ['a user that may not append', 'reader:p', '', /NOPERM.*commands.*docs\/revocation\.md/],
    ['keys that the user may not use', 'elsewhere:p', '', /NOPERM.*prefix/],
    ['a database that is not there', 'app:app-password', '99', /DB index.*database/],
  ])('%s fails the start at once, with the remedy', async (_, credentials, database, message) => {
    const error = await rejectionOf(openProcess({ url: urlOf(credentials, database) }));
    expect(error).toBeInstanceOf(SessionError);
    expect(error.code).toBe('ERR_SESSION_REVOCATION_UNAVAILABLE');
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`127.0.0.1:${redis.port}`);
    expect(error.message + error.stack).not.toContain('password@');
    expect(error.message + error.stack).not.toContain('wrong-password');
  });

  it('fails the start also where the policy is open', async () => {
    await rejectionOf(openProcess({ url: urlOf('app:wrong-password'), policy: 'open' }));
  });

  it('a key that something else uses fails the start, with the remedy', async () => {
    await redis.call('SET', 'taken:__Host-session:revocations', 'something else');
    const error = await rejectionOf(openProcess({ url: redis.url, prefix: 'taken:' }));
    expect(error.message).toMatch(/WRONGTYPE.*another prefix/);
  });

  it('a password that is missing fails the start', async () => {
    const locked = await RedisServer.start('--requirepass', 'x');
    const error = await rejectionOf(openProcess({ url: locked.url })).finally(() => locked.stop());
    expect(error.message).toMatch(/NOAUTH.*password/);
  });

  it('a user with no more rights than the documentation lists does', async () => {
    const document = readFileSync(join(import.meta.dirname, '../../../docs/revocation.md'), 'utf8');
    const [, rights = ''] = /^user sessions (on .*)$/m.exec(document) ?? [];
    expect(rights).toContain('+xadd');
    await redis.call('ACL', 'SETUSER', 'sessions', ...rights.split(' '), '>p');
    const one = await openProcess({ url: urlOf('sessions:p') });
    const device = { subject: 'u', session: 's', sealed: 'x', expiresAt: Date.now() + 60_000 };
    await one.revoke(sessionEntry('permitted'));
    await one.store.catchUp();
    await one.store.saveDevices([device, { ...device, session: 'over', expiresAt: 1 }]);
    expect(await one.store.devicesOf(['u'])).toEqual(['x']);
    await one.store.dropDevices(['u'], ['s']);
    const log = (await redis.call('ACL', 'LOG')) as unknown[][];
    expect(log.filter((entry) => entry.includes('sessions'))).toEqual([]);
  });
});
