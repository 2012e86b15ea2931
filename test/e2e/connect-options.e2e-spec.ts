import { describe, expect, it } from '@jest/globals';
import { cookieSession, type ConnectSessionOptions } from '../../lib/connect/index.js';
import { newSecret } from '../support/app.js';
import { Client } from '../support/browser.js';
import { forward, MINUTE, SECOND, useClock } from '../support/clock.js';
import { maxAgeOf, onlyCookie } from '../support/cookies.js';
import { serverKinds, sessionRoute, TestServer, useServer } from '../support/servers.js';

const [connect] = serverKinds;
const secret = newSecret();

async function cookieOf(options: Partial<ConnectSessionOptions>) {
  const server = new TestServer(connect, [cookieSession({ secret, ...options }), sessionRoute]);
  await server.start();
  try {
    const client = new Client(server.port, 'https://shop.example.com');
    const headers = { 'x-forwarded-proto': 'https' };
    return onlyCookie(await client.post('/session', { user: 'ada' }, { headers }));
  } finally {
    await server.close();
  }
}

const codeOf = (options: any): unknown => {
  try {
    cookieSession(options);
    return 'started';
  } catch (error: any) {
    return error.code;
  }
};

describe('the options of cookie-sessions', () => {
  it('name the cookie by session_key', async () => {
    expect((await cookieOf({ session_key: 'sid' })).name).toBe('sid');
  });

  it('set its path and domain', async () => {
    const { attributes } = await cookieOf({ path: '/shop', domain: 'example.com' });
    expect(attributes).toMatchObject({ path: '/shop', domain: 'example.com' });
  });

  it('stand beside those of today', async () => {
    const options = {
      session_key: 'sid',
      path: '/shop',
      cookie: { sameSite: 'strict', secure: true },
    } as const;
    const { name, attributes } = await cookieOf(options);
    expect(name).toBe('sid');
    expect(attributes).toMatchObject({ path: '/shop', samesite: 'Strict', secure: '' });
  });

  it('mean what they are called today', async () => {
    const old = await cookieOf({ session_key: 'sid', path: '/shop', domain: 'example.com' });
    const today = await cookieOf({ cookie: { name: 'sid', path: '/shop', domain: 'example.com' } });
    expect({ ...today, value: '' }).toEqual({ ...old, value: '' });
  });

  it.each([
    ['the name', { session_key: 'sid', cookie: { name: 'session' } }, 'ERR_SESSION_OPTION_INVALID'],
    ['the path', { path: '/a', cookie: { path: '/b' } }, 'ERR_SESSION_OPTION_INVALID'],
    ['the domain', { domain: 'a.example', cookie: { domain: 'b.example' } }, 'ERR_SESSION_OPTION_INVALID'],
  ])('are refused where they give %s twice', (_, options, code) => {
    expect(codeOf({ secret, ...options })).toBe(code);
  });
});

describe('options that cannot work', () => {
  it.each([
    ['no options', undefined, 'ERR_SESSION_SECRET_MISSING'],
    ['no secret', {}, 'ERR_SESSION_SECRET_MISSING'],
    ['a short secret', { secret: 'secret' }, 'ERR_SESSION_SECRET_SHORT'],
    ['a timeout that is no number', { secret, timeout: '1 day' }, 'ERR_SESSION_OPTION_INVALID'],
    ['a session_key with a space', { secret, session_key: 'my session' }, 'ERR_SESSION_OPTION_INVALID'],
    ['a path without a slash', { secret, path: 'shop' }, 'ERR_SESSION_OPTION_INVALID'],
    ['an unknown option', { secret, sessionKey: 'sid' }, 'ERR_SESSION_OPTION_UNKNOWN'],
    ['an option of the module', { secret, interceptor: false }, 'ERR_SESSION_OPTION_UNKNOWN'],
  ])('throw at once: %s', (_, options, code) => {
    expect(codeOf(options)).toBe(code);
  });
});

describe('timeout', () => {
  useClock();
  const timeout = 10 * MINUTE;
  const server = useServer(connect, [cookieSession({ secret, timeout }), sessionRoute]);

  it('ends a session that nobody used for so long, for a copy of the cookie too', async () => {
    const client = server.client();
    const reply = await client.post('/session', { user: 'ada' });
    expect(maxAgeOf(reply)).toBe((timeout + MINUTE) / SECOND);
    const copy = await client.cookies();
    const text = async () => (await server.client().get('/session', { cookie: copy })).text;
    forward(timeout);
    expect(await text()).toBe('{"user":"ada"}');
    forward(MINUTE);
    expect(await text()).toBe('{}');
  });
});
