import { describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { sessionOf } from '../support/session.controller.js';

const HOOKS = [
  'onRequest',
  'preParsing',
  'preValidation',
  'preHandler',
  'preSerialization',
  'onSend',
] as const;

/** Hooks and a route of Fastify's own, as plugins bring them along. */
function addHooks(nest: INestApplication): void {
  const fastify: FastifyInstance = nest.getHttpAdapter().getInstance();
  for (const hook of HOOKS) {
    fastify.addHook<any, any>(hook, async (request: FastifyRequest) => {
      if (request.url.endsWith(`?${hook}`)) sessionOf(request)[hook] = true;
    });
  }
  fastify.get('/plugin', async (request: FastifyRequest, reply: FastifyReply) => {
    sessionOf(request).plugin = true;
    return reply.header('Set-Cookie', 'own=1; Path=/').send({ ok: true });
  });
}

const fastifyOnly = platforms.filter(({ name }) => name === 'fastify');

describe.each(fastifyOnly)("Fastify's own hooks and routes ($title)", (platform) => {
  const app = useApp(platform, { prepare: addHooks });

  it.each(HOOKS)('keeps what an %s hook wrote', async (hook) => {
    const client = app.client();
    expect((await client.get(`/session?${hook}`)).status).toBe(200);
    expect(await client.session()).toEqual({ [hook]: true });
  });

  it('keeps what a route of Fastify wrote, beside its own cookie', async () => {
    const client = app.client();
    await client.get('/plugin');
    expect(await client.cookieNames()).toEqual(['own', 'session']);
    expect(await client.session()).toEqual({ plugin: true });
  });
});
