import { describe, expect, it } from '@jest/globals';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost, NestFactory } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { appModule, useApp } from '../support/app.js';
import { Client } from '../support/browser.js';
import { platforms, since12 } from '../support/platforms.js';
import { sessionOf } from '../support/session.controller.js';

/** Answers whatever went wrong with the messages that wait, and leaves one. */
@Catch()
class TellsAndRemembers implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const session = sessionOf(http.getRequest());
    const told = session.flash('error');
    session.flash('error', 'Refused.');
    this.host.httpAdapter.reply(http.getResponse(), { told }, 403);
  }
}

const filter = {
  provide: APP_FILTER,
  useFactory: (host: HttpAdapterHost) => new TellsAndRemembers(host),
  inject: [HttpAdapterHost],
};

const crossSite = { headers: { 'sec-fetch-site': 'cross-site', origin: 'http://elsewhere.test' } };

const title = "what Nest's CSRF protection refuses";
for (const platform of since12(...platforms))
  describe(`${title} (${platform.title})`, () => {
    const app = useApp(platform, {
      providers: [filter],
      prepare: (nest) => nest.enableCsrfProtection(),
    });

    it('reaches a filter that reads and writes the session', async () => {
      const client = app.client();
      const first = await client.post('/session', {}, crossSite);
      expect([first.status, first.json]).toEqual([403, { told: [] }]);
      expect((await client.post('/session', {}, crossSite)).json).toEqual({ told: ['Refused.'] });
    });
  });

describe.each(platforms.filter(({ name }) => name === 'fastify'))(
  'a hook that the Fastify instance had before Nest got it ($title)',
  (platform) => {
    it('reads the session, and the handler writes it', async () => {
      const fastify: FastifyInstance = Fastify();
      const seen: unknown[] = [];
      fastify.addHook('onRequest', async (request: FastifyRequest) => {
        seen.push({ ...sessionOf(request) });
      });
      const nest = await NestFactory.create(appModule(platform, {}), new FastifyAdapter(fastify as never), {
        logger: false,
      });
      await nest.listen(0, '127.0.0.1');
      const client = new Client(nest.getHttpServer().address().port as number);
      expect((await client.post('/session', { user: 1 })).status).toBe(201);
      expect((await client.get('/session')).json).toEqual({ user: 1 });
      expect(seen).toEqual([{}, { user: 1 }]);
      await nest.close();
    });
  },
);
