import { Agent, get, type IncomingMessage, type Server } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { type INestApplication, Injectable, type MiddlewareConsumer, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CookieSessionModule, SessionService } from '../../lib/index.js';
import { appModule, newSecret, TestApp, useApp, withApp } from '../support/app.js';
import { Client } from '../support/browser.js';
import { logs } from '../support/logs.js';
import { createAdapter, platforms, type Platform } from '../support/platforms.js';
import { sessionOf } from '../support/session.controller.js';

const mark =
  (name: string) =>
  (request: IncomingMessage, _: unknown, next: () => void): void => {
    if (request.method === 'POST') sessionOf(request)[name] = true;
    next();
  };

/** What `Test.createTestingModule()` and `app.init()` give, without listening. */
async function initApp<App extends INestApplication>(platform: Platform): Promise<App> {
  const configure = (consumer: MiddlewareConsumer) =>
    void consumer.apply(mark('module')).forRoutes('{*path}');
  const module = await Test.createTestingModule({ imports: [appModule(platform, { configure })] }).compile();
  const app = module.createNestApplication<App>(createAdapter(platform), { logger: logs });
  return app.use(mark('global')).init();
}

const WRITTEN = { user: 'ada', global: true, module: true };

interface Injected {
  cookie: string | undefined;
  body: string;
}

/** As Fastify's users do in tests: no socket at all. */
async function inject(app: NestFastifyApplication, cookie?: string): Promise<Injected> {
  await app.getHttpAdapter().getInstance().ready();
  const answer = cookie
    ? await app.inject({ url: '/session', headers: { cookie } })
    : await app.inject({ method: 'POST', url: '/session', payload: { user: 'ada' } });
  return { cookie: answer.headers['set-cookie']?.toString().split(';')[0], body: answer.body };
}

describe.each(platforms)('an application in tests ($title)', (platform) => {
  it('keeps the session after app.init(), when a test listens by itself', async () => {
    const app = await initApp(platform);
    const server: Server = app.getHttpServer();
    if (platform.name === 'fastify') await app.getHttpAdapter().getInstance().ready();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const client = new Client(app.getHttpServer().address().port);
    await client.write({ user: 'ada' });
    expect(await client.session()).toEqual(WRITTEN);
    await app.close();
  });
});

const withInject = platforms.filter(({ name }) => name === 'fastify');

describe.each(withInject)('an application that a test injects requests into ($title)', (platform) => {
  it('keeps the session', async () => {
    const app = await initApp<NestFastifyApplication>(platform);
    const { cookie } = await inject(app);
    const { body } = await inject(app, cookie);
    expect(JSON.parse(body)).toEqual(WRITTEN);
    await app.close();
  });
});

@Module({})
class WorkerModule {}

/** Uses the service long before the first request. */
@Injectable()
class SealsAtStart {
  readonly value: string;

  constructor(sessions: SessionService) {
    this.value = sessions.seal({ user: 'ada' });
  }
}

describe.each(platforms)('starting and stopping ($title)', (platform) => {
  const secret = newSecret();
  const app = useApp(platform, { session: { secret }, providers: [SealsAtStart] });

  it('is ready to seal before the first request', async () => {
    const cookie = `session=${app.get(SealsAtStart).value}`;
    expect((await app.client().get('/session', { cookie })).text).toBe('{"user":"ada"}');
  });

  it('keeps sessions over a restart', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const cookie = await client.cookies();
    await withApp(platform, { session: { secret } }, async (next) => {
      expect((await next.client().get('/session', { cookie })).text).toBe('{"user":"ada"}');
    });
  });

  it('keeps two applications of one process apart', async () => {
    await withApp(platform, {}, async (other) => {
      const [ours, theirs] = [app.client(), other.client()];
      await ours.write({ user: 'ada' });
      await theirs.write({ user: 'grace' });
      expect(await ours.session()).toEqual({ user: 'ada' });
      expect(await theirs.session()).toEqual({ user: 'grace' });
      expect((await other.client().get('/session', { cookie: await ours.cookies() })).text).toBe('{}');
    });
  });

  it('works where a feature module imported it', async () => {
    @Module({ imports: [CookieSessionModule.forRoot({ secret, interceptor: platform.interceptor })] })
    class FeatureModule {}
    await withApp(platform, { session: false, imports: [FeatureModule] }, async (other) => {
      const client = other.client();
      await client.write({ user: 'ada' });
      expect(await client.session()).toEqual({ user: 'ada' });
    });
  });

  it('works without HTTP, for scripts and workers', async () => {
    const { interceptor } = platform;
    const imports = [CookieSessionModule.forRoot({ secret, interceptor })];
    const worker = await NestFactory.createApplicationContext(
      { module: WorkerModule, imports },
      { logger: logs },
    );
    const cookie = `session=${worker.get(SessionService).seal({ user: 'ada' })}`;
    expect((await app.client().get('/session', { cookie })).text).toBe('{"user":"ada"}');
    await worker.close();
  });

  it('answers several requests of one connection each with its own session', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const [ada, grace] = [app.client(), app.client()];
    await ada.write({ user: 'ada' });
    await grace.write({ user: 'grace' });
    const bodies = [await ada.cookies(), '', await grace.cookies()].map((cookie) =>
      readBody(app, agent, cookie),
    );
    expect(await Promise.all(bodies)).toEqual(['{"user":"ada"}', '{}', '{"user":"grace"}']);
    agent.destroy();
  });
});

function readBody(app: TestApp, agent: Agent, cookie: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { port: app.port, path: '/session', agent, headers: { cookie } };
    get(options, (response) => void readText(response).then(resolve, reject)).on('error', reject);
  });
}
