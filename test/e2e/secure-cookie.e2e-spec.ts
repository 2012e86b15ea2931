import { afterEach, describe, expect, it } from '@jest/globals';
import { withApp } from '../support/app.js';
import { onlyCookie } from '../support/cookies.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';

describe.each(platforms)('a Secure cookie ($title)', (platform) => {
  const parts = { session: { cookie: { secure: true } } };

  it('is returned on localhost over plain HTTP, without a warning', () =>
    withApp(platform, parts, async (app) => {
      logs.clear();
      const client = app.client();
      await client.write({ user: 'ada' });
      expect(await client.session()).toEqual({ user: 'ada' });
      expect(logs.of('warn', 'error')).toEqual([]);
    }));

  it('is logged once where plain HTTP will lose it', () =>
    withApp(platform, parts, async (app) => {
      logs.clear();
      for (const user of ['ada', 'grace']) {
        const client = app.client('http://shop.example.com');
        await expect(client.write({ user })).rejects.toThrow(/secure/i);
      }
      expect(logs.of('warn')).toEqual([expect.stringMatching(/secure/i)]);
    }));
});

describe.each(platforms)('the default of cookie.secure ($title)', (platform) => {
  const { NODE_ENV } = process.env;
  afterEach(() => {
    process.env.NODE_ENV = NODE_ENV;
  });

  it.each([
    ['production', '__Host-session'],
    ['staging', '__Host-session'],
    ['development', 'session'],
    ['test', 'session'],
  ])('follows NODE_ENV=%s', async (environment, name) => {
    process.env.NODE_ENV = environment;
    await withApp(platform, {}, async (app) => {
      const cookie = onlyCookie(await app.client().write({ user: 'ada' }));
      expect(cookie.name).toBe(name);
      expect('secure' in cookie.attributes).toBe(name !== 'session');
    });
  });
});
