import { describe, expect, it } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { type CookieSessionOptions, Session } from '../../lib/index.js';
import { type TestApp, withApp } from '../support/app.js';
import { onlyCookie } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

type CookieOptions = NonNullable<CookieSessionOptions['cookie']>;

@Controller()
class SignOutController {
  @Post('sign-out')
  async signOut(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    return 'ok';
  }
}

const controllers = [SignOutController];
const SITE = 'https://shop.example.com';

/** Options, the name of the cookie, and its attributes beside HttpOnly and Max-Age. */
const rows: [string, CookieOptions, string, Record<string, string>][] = [
  ['nothing', {}, 'session', { path: '/', samesite: 'Lax' }],
  ['secure', { secure: true }, '__Host-session', { path: '/', samesite: 'Lax', secure: '' }],
  ['name', { name: 'sid' }, 'sid', { path: '/', samesite: 'Lax' }],
  [
    'a __Host- name',
    { name: '__Host-id', secure: true },
    '__Host-id',
    { path: '/', samesite: 'Lax', secure: '' },
  ],
  [
    'a __Secure- name',
    { name: '__Secure-id', secure: true, path: '/session' },
    '__Secure-id',
    { path: '/session', samesite: 'Lax', secure: '' },
  ],
  ['path', { secure: true, path: '/session' }, 'session', { path: '/session', samesite: 'Lax', secure: '' }],
  ['domain', { domain: 'example.com' }, 'session', { path: '/', samesite: 'Lax', domain: 'example.com' }],
  [
    'secure domain',
    { secure: true, domain: 'example.com' },
    'session',
    { path: '/', samesite: 'Lax', domain: 'example.com', secure: '' },
  ],
  ['sameSite strict', { sameSite: 'strict' }, 'session', { path: '/', samesite: 'Strict' }],
  [
    'sameSite none',
    { sameSite: 'none', secure: true },
    '__Host-session',
    { path: '/', samesite: 'None', secure: '' },
  ],
  [
    'partitioned',
    { partitioned: true, secure: true },
    '__Host-session',
    { path: '/', samesite: 'Lax', secure: '', partitioned: '' },
  ],
  ['priority', { priority: 'high' }, 'session', { path: '/', samesite: 'Lax', priority: 'High' }],
];

const withCookie = <T>(
  platform: (typeof platforms)[number],
  cookie: CookieOptions,
  use: (app: TestApp) => Promise<T>,
): Promise<T> => withApp(platform, { session: { cookie }, controllers }, use);

describe.each(platforms)('attributes of the cookie ($title)', (platform) => {
  it.each(rows)(
    'are as configured, when it is set and when it is cleared: %s',
    (_, cookie, name, attributes) =>
      withCookie(platform, cookie, async (app) => {
        const client = app.client(SITE);
        const set = onlyCookie(await client.post('/session', { user: 'ada' }));
        expect(set.name).toBe(name);
        expect(set.attributes).toEqual({
          ...attributes,
          httponly: '',
          'max-age': expect.stringMatching(/^\d+$/),
        });
        const path = cookie.path ?? '/sign-out';
        const cleared = onlyCookie(
          await client.post('/sign-out', {}, { cookie: await client.cookies(path) }),
        );
        const gone = { 'max-age': '0', expires: expect.stringMatching(/ 1970 /) };
        expect(cleared).toMatchObject({ name, value: '' });
        expect(cleared.attributes).toEqual({ ...attributes, httponly: '', ...gone });
        expect(await client.cookieNames(path)).toEqual([]);
      }),
  );

  it('lack Max-Age where the cookie ends with the browser window', () =>
    withCookie(platform, { persistent: false }, async (app) => {
      const { attributes } = onlyCookie(await app.client().write({ user: 'ada' }));
      expect(attributes).not.toHaveProperty('max-age');
      expect(attributes).not.toHaveProperty('expires');
    }));

  it('send nothing at all for a domain without a session', () =>
    withCookie(platform, { domain: 'example.com' }, async (app) => {
      expect((await app.client(SITE).get('/session')).setCookies).toEqual([]);
      expect((await app.client(SITE).post('/sign-out')).setCookies).toEqual([]);
    }));
});
