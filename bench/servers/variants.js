import { randomBytes } from 'node:crypto';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CookieSessionModule, newSecret, Session } from '../support/library.js';
import { makeController, savedByHand } from './controller.js';
import { ironInterceptor } from './iron-interceptor.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const secret = newSecret();
const cookie = { httpOnly: true, sameSite: 'lax', maxAge: DAY_MS };

class EmptyInterceptor {
  intercept(_, next) {
    return next.handle();
  }
}

const globally = (interceptor) => ({ providers: [{ provide: APP_INTERCEPTOR, useClass: interceptor }] });

const ours = (interceptor) => ({
  controller: makeController(Session()),
  module: { imports: [CookieSessionModule.forRoot({ secret, interceptor })] },
});

/** An application with a middleware, as its README says; loaded only in the process that measures it. */
const middleware = (load) => ({ prepare: async (app) => app.use(await load()) });

const imported = async (name) => (await import(name)).default;

const common = {
  bare: {},
  'empty interceptor': { module: globally(EmptyInterceptor) },
  'ours, interceptor: false': ours(false),
  'ours, with the interceptor': ours(true),
  'iron-session': {
    controller: makeController(undefined, savedByHand),
    module: globally(ironInterceptor(secret)),
  },
};

/** Options of every variant: the root module's parts, the controller, and what main.ts does before listen(). */
export const variants = {
  express: {
    ...common,
    'nestjs-cookie-session': {
      load: async () => {
        const { CookieSessionModule: Module } = await imported('nestjs-cookie-session');
        return { imports: [Module.forRoot({ session: { keys: [secret], ...cookie } })] };
      },
    },
    'cookie-session': middleware(async () =>
      (await imported('cookie-session'))({ keys: [secret], ...cookie }),
    ),
    'express-session, memory': middleware(() => expressSession()),
    'express-session, Redis': middleware(() => expressSession(redisStore)),
    'client-sessions': middleware(async () =>
      (await imported('client-sessions'))({
        cookieName: 'session',
        secret,
        duration: DAY_MS,
        cookie: { httpOnly: true },
      }),
    ),
  },
  fastify: {
    ...common,
    '@fastify/secure-session': {
      prepare: async (app) =>
        app.register(await imported('@fastify/secure-session'), {
          key: randomBytes(32),
          cookie: { path: '/' },
        }),
    },
  },
};

async function expressSession(makeStore) {
  const session = await imported('express-session');
  return session({ secret, resave: false, saveUninitialized: false, cookie, store: await makeStore?.() });
}

async function redisStore() {
  const [{ createClient }, { RedisStore }] = [await import('redis'), await import('connect-redis')];
  const client = createClient({ url: process.env.BENCH_REDIS_URL });
  await client.connect();
  return new RedisStore({ client });
}
