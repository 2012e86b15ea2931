import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { sessionOf } from '../support/session.controller.js';

const markAs =
  (mark: string) =>
  (request: IncomingMessage & { originalUrl?: string }, _: ServerResponse, next: () => void): void => {
    if ((request.originalUrl ?? request.url)?.includes('nowhere')) sessionOf(request)[mark] = true;
    next();
  };

describe.each(platforms)('pages that do not exist ($title)', (platform) => {
  const app = useApp(platform, {
    configure: (consumer) => void consumer.apply(markAs('module')).forRoutes('{*path}'),
    prepare: (nest) => void nest.use(markAs('global')),
  });

  it.each(['GET', 'POST', 'HEAD', 'DELETE'])('keep what middleware wrote for %s', async (method) => {
    const client = app.client();
    expect((await client.request(method, '/nowhere')).status).toBe(404);
    expect(await client.session()).toEqual({ global: true, module: true });
  });

  it('keep the session that was there', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    await client.get('/nowhere');
    expect(await client.session()).toEqual({ user: 'ada', global: true, module: true });
  });
});

describe.each(platforms)('pages that do not exist beside a global prefix ($title)', (platform) => {
  const app = useApp(platform, {
    configure: (consumer) => void consumer.apply(markAs('module')).forRoutes('{*path}'),
    prepare: (nest) => void nest.use(markAs('global')).setGlobalPrefix('api'),
  });

  it('keep what middleware wrote inside the prefix', async () => {
    const client = app.client();
    expect((await client.get('/api/nowhere')).status).toBe(404);
    const { json } = await client.get('/api/session');
    expect(json).toEqual({ global: true, module: true });
  });

  it('keep what middleware of main.ts wrote outside the prefix', async () => {
    const client = app.client();
    expect((await client.get('/nowhere')).status).toBe(404);
    const { json } = await client.get('/api/session');
    expect(json).toMatchObject({ global: true });
  });
});
