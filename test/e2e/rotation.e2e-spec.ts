import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Req } from '@nestjs/common';
import { SessionService } from '../../lib/index.js';
import { newSecret, withApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { forward, HOUR, MINUTE, SECOND, useClock } from '../support/clock.js';
import { valueIn } from '../support/cookies.js';
import { useEvents } from '../support/events.js';
import { platforms, type Platform } from '../support/platforms.js';

@Controller()
class DescribeController {
  constructor(private readonly sessions: SessionService) {}

  @Get('describe')
  describe(@Req() request: object): unknown {
    return this.sessions.describe(request);
  }
}

const controllers = [DescribeController];

/** Runs `use` against an application with these secrets, with a client that may bring its cookies along. */
const withSecrets = <T>(
  platform: Platform,
  secret: string[],
  use: (client: Client) => Promise<T>,
  cookie = '',
) =>
  withApp(
    platform,
    { session: { secret, timeout: HOUR, absoluteTimeout: 2 * HOUR }, controllers },
    async (app) => {
      const client = app.client();
      if (cookie) await client.jar.setCookie(`${cookie}; Path=/`, `http://localhost:${app.port}/`);
      return use(client);
    },
  );

const signIn = async (client: Client): Promise<string> => {
  await client.write({ user: 'ada' });
  return client.cookies();
};

const describeSession = async (client: Client): Promise<Record<string, unknown>> =>
  (await client.get('/describe')).json;

describe.each(platforms)('rotation of the secret ($title)', (platform) => {
  useClock();
  const rejected = useEvents('rejected');
  const [old, next] = [newSecret(), newSecret()];

  it('opens what the old secret sealed, and seals it anew with the first, once', async () => {
    const cookie = await withSecrets(platform, [old], signIn);
    const renewed = await withSecrets(
      platform,
      [next, old],
      async (client) => {
        const first = await client.get('/session');
        expect(first).toMatchObject({ text: '{"user":"ada"}', setCookies: [expect.any(String)] });
        expect((await client.get('/session')).setCookies).toEqual([]);
        return client.cookies();
      },
      cookie,
    );
    await withSecrets(
      platform,
      [next],
      async (client) => expect(await client.session()).toEqual({ user: 'ada' }),
      renewed,
    );
  });

  it('keeps id and times of the session, and so its absolute end', async () => {
    const cookie = await withSecrets(platform, [old], signIn);
    forward(SECOND);
    await withSecrets(
      platform,
      [next, old],
      async (client) => {
        const { keyId, ...before } = await describeSession(client);
        expect(await describeSession(client)).toMatchObject(before);
        expect((await describeSession(client)).keyId).not.toBe(keyId);
        for (let step = 0; step < 3; step++) {
          forward(30 * MINUTE);
          expect(await client.session()).toEqual({ user: 'ada' });
        }
        forward(30 * MINUTE - SECOND);
        expect((await client.get('/session')).text).toBe('{}');
      },
      cookie,
    );
  });

  it('seals new sessions with the first secret', async () => {
    const cookie = await withSecrets(platform, [next, old], signIn);
    await withSecrets(
      platform,
      [next],
      async (client) => expect(await client.session()).toEqual({ user: 'ada' }),
      cookie,
    );
  });

  it('ends what a removed secret sealed, without an error', async () => {
    const cookie = await withSecrets(platform, [old], signIn);
    await withSecrets(
      platform,
      [next],
      async (client) => {
        expect(await client.get('/session')).toMatchObject({ status: 200, text: '{}', setCookies: [] });
        expect(rejected.map(({ reason }) => reason)).toEqual(['unknown-key']);
      },
      cookie,
    );
  });
});

describe.each(platforms)('a value under another cookie name ($title)', (platform) => {
  it('does not open, with the same secret', async () => {
    const secret = newSecret();
    const value = await withApp(platform, { session: { secret } }, async (app) => {
      const client = app.client();
      await client.write({ admin: true });
      return valueIn(await client.cookies());
    });
    await withApp(platform, { session: { secret, cookie: { name: 'cart' } } }, async (app) => {
      const { status, text } = await app.client().get('/session', { cookie: `cart=${value}` });
      expect({ status, text }).toEqual({ status: 200, text: '{}' });
    });
  });
});
