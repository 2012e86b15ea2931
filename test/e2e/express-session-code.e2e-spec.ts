import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { cookieSession } from '../../lib/connect/index.js';
import { newSecret, TestApp } from '../support/app.js';
import { Client } from '../support/browser.js';
import { platforms } from '../support/platforms.js';

/** Without its types, which would add express-session's own `request.session` to those of Express. */
const expressSession: any = createRequire(import.meta.url)('express-session');

/** Code as it is written for express-session: nothing in it is ours. */
function addRoutes(app: { use(middleware: any): unknown }): void {
  const routes: Record<string, (request: any, response: any) => void> = {
    '/session': (request, response) => {
      const { cookie: _, ...data } = request.session;
      response.json(data);
    },
    '/views': ({ session }, response) => {
      session.views = (session.views || 0) + 1;
      response.send(String(session.views));
    },
    '/nested': ({ session }, response) => {
      session.user = session.user || { visits: [] };
      session.user.visits.push('/nested');
      response.end();
    },
    '/id': ({ session }, response) => response.send(session.id),
    '/login': (request, response) => {
      const { session } = request;
      session.regenerate((error: unknown) => {
        request.session.user = 'ada';
        request.session.save((failure: unknown) => {
          const isNew = request.session !== session && request.session.id !== session.id;
          response.json({ errors: [error ?? null, failure ?? null], isNew });
        });
      });
    },
    '/redirect': ({ session }, response) => {
      session.user = 'ada';
      session.save(() => response.redirect('/session'));
    },
    '/logout': (request, response) => {
      request.session.destroy((error: unknown) => {
        response.json({ error: error ?? null, session: typeof request.session });
      });
    },
    '/reload': (request, response) => {
      request.session.user = 'grace';
      request.session.reload((error: unknown) => {
        response.json({ error: error ?? null, user: request.session.user ?? null });
      });
    },
    '/touch': ({ session }, response) => {
      session.touch();
      response.end();
    },
    '/no-callbacks': (request, response) => {
      request.session.user = 'ada';
      request.session.save();
      request.session.touch();
      response.end();
    },
    '/destroy-without-callback': (request, response) => {
      request.session.destroy();
      response.end(typeof request.session);
    },
    '/cookie': ({ session }, response) => {
      const { path, httpOnly, secure, sameSite, domain, expires, maxAge, originalMaxAge } = session.cookie;
      const isDate = expires instanceof Date;
      const times = [maxAge > 0, maxAge <= originalMaxAge, isDate && expires.getTime() > Date.now()];
      response.json({ path, httpOnly, secure, sameSite, domain: domain ?? null, times });
    },
  };
  app.use((request: any, response: any, next: () => void) => {
    const route = routes[request.path];
    if (route) route(request, response);
    else next();
  });
}

interface Started {
  readonly port: number;
  close(): Promise<unknown>;
}

interface Implementation {
  readonly title: string;
  readonly start: () => Promise<Started>;
}

const HOUR = 60 * 60 * 1000;
const secret = newSecret();

async function startExpress(session: any): Promise<Started> {
  const app = express();
  app.use(session);
  addRoutes(app);
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const address: any = server.address();
  return { port: address.port, close: () => new Promise((resolve) => void server.close(resolve)) };
}

const cookie = { maxAge: HOUR, httpOnly: true, secure: false, sameSite: 'lax' };
const implementations: readonly Implementation[] = [
  {
    title: 'express-session',
    start: () => startExpress(expressSession({ secret, resave: false, saveUninitialized: false, cookie })),
  },
  { title: 'cookieSession()', start: () => startExpress(cookieSession({ secret, timeout: HOUR })) },
  ...platforms
    .filter(({ name }) => name === 'express')
    .map((platform) => ({
      title: `CookieSessionModule (${platform.title})`,
      start: () =>
        new TestApp(platform, {
          session: { secret, timeout: HOUR },
          prepare: (nest) => addRoutes(nest),
        }).start(),
    })),
];

const idOf = async (client: Client): Promise<string> => (await client.get('/id')).text;

describe.each(implementations)('code written for express-session, on $title', ({ start }) => {
  let app: Started;
  beforeAll(async () => void (app = await start()));
  afterAll(() => app.close());

  const newClient = () => new Client(app.port);

  it('counts views', async () => {
    const client = newClient();
    for (const count of ['1', '2', '3']) expect((await client.get('/views')).text).toBe(count);
  });

  it('keeps nested changes', async () => {
    const client = newClient();
    await client.get('/nested');
    await client.get('/nested');
    expect(await client.session()).toEqual({ user: { visits: ['/nested', '/nested'] } });
  });

  it('sets no cookie before there is data', async () => {
    expect((await newClient().get('/session')).setCookies).toEqual([]);
  });

  it('has one id from request to request', async () => {
    const client = newClient();
    await client.get('/views');
    const id = await idOf(client);
    expect(id.length).toBeGreaterThan(20);
    expect(await idOf(client)).toBe(id);
  });

  it('signs in with regenerate(cb) and save(cb)', async () => {
    const client = newClient();
    await client.get('/views');
    const id = await idOf(client);
    expect((await client.get('/login')).json).toEqual({ errors: [null, null], isNew: true });
    expect(await client.session()).toEqual({ user: 'ada' });
    expect(await idOf(client)).not.toBe(id);
  });

  it('redirects from the callback of save()', async () => {
    const client = newClient();
    expect((await client.follow(await client.get('/redirect'))).json).toEqual({ user: 'ada' });
  });

  it('signs out with destroy(cb)', async () => {
    const client = newClient();
    await client.get('/login');
    expect((await client.get('/logout')).json).toEqual({ error: null, session: 'undefined' });
    expect(await client.session()).toEqual({});
  });

  it('goes back with reload(cb)', async () => {
    const client = newClient();
    await client.get('/login');
    expect((await client.get('/reload')).json).toEqual({ error: null, user: 'ada' });
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('touches', async () => {
    const client = newClient();
    await client.get('/login');
    expect((await client.get('/touch')).status).toBe(200);
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('calls save() and touch() without a callback', async () => {
    const client = newClient();
    expect((await client.get('/no-callbacks')).status).toBe(200);
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('calls destroy() without a callback', async () => {
    const client = newClient();
    await client.get('/login');
    expect((await client.get('/destroy-without-callback')).text).toBe('undefined');
    expect(await client.session()).toEqual({});
  });

  it.each([false, true])('reads session.cookie (of a session with data: %s)', async (filled) => {
    const client = newClient();
    if (filled) await client.get('/views');
    const attributes = { path: '/', httpOnly: true, secure: false, sameSite: 'lax', domain: null };
    expect((await client.get('/cookie')).json).toEqual({ ...attributes, times: [true, true, true] });
  });
});
