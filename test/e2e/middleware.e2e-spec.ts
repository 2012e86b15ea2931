import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { All, Controller, type MiddlewareConsumer, type NestMiddleware } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { nextTurn, sessionOf, type Data } from '../support/session.controller.js';

type Next = (error?: unknown) => void;

const queryOf = (request: IncomingMessage): string => request.url?.split('?')[1] ?? '';

/** In main.ts, before anything else: `app.use(global)`. */
const global = (request: IncomingMessage, _: ServerResponse, next: Next): void => {
  if (queryOf(request) === 'global') sessionOf(request).mark = 'global middleware';
  next();
};

/** Its `next` comes later, as when it asked something else first. */
const slow = async (request: IncomingMessage, _: ServerResponse, next: Next): Promise<void> => {
  await nextTurn();
  if (queryOf(request) === 'slow') sessionOf(request).mark = 'slow middleware';
  next();
};

class ModuleMiddleware implements NestMiddleware<IncomingMessage, ServerResponse> {
  use(request: IncomingMessage, response: ServerResponse, next: Next): void {
    const query = queryOf(request);
    if (query === '') return next();
    if (query === 'module') sessionOf(request).mark = 'module middleware';
    if (query === 'count') sessionOf(request).count = Number(sessionOf(request).count ?? 0) + 1;
    if (query === 'fails') sessionOf(request).mark = 'failing middleware';
    if (query === 'answers') {
      sessionOf(request).mark = 'answering middleware';
      response.end('answered');
      return;
    }
    next(query === 'fails' ? new Error('middleware failed') : undefined);
  }
}

@Controller('page')
class PageController {
  @All()
  show(@Session() session: Session<Data>): Data {
    return { ...session };
  }
}

describe.each(platforms)('middleware ($title)', (platform) => {
  const app = useApp(platform, {
    controllers: [PageController],
    configure: (consumer: MiddlewareConsumer) => void consumer.apply(ModuleMiddleware).forRoutes('{*path}'),
    prepare: (nest) => void nest.use(global).use(slow),
  });

  it.each([
    ['global', 'global middleware'],
    ['slow', 'slow middleware'],
    ['module', 'module middleware'],
  ])('shows the handler what %s middleware wrote, and keeps it', async (query, mark) => {
    const client = app.client();
    const page = await client.get(`/page?${query}`);
    expect(page.json).toEqual({ mark });
    expect(await client.session()).toEqual({ mark });
  });

  it('lets middleware read what the request before wrote', async () => {
    const client = app.client();
    await client.get('/page?count');
    await client.get('/page?count');
    const third = await client.get('/page?count');
    expect(third.json).toEqual({ count: 3 });
  });

  it('keeps what middleware wrote before it answered by itself', async () => {
    const client = app.client();
    expect((await client.get('/page?answers')).text).toBe('answered');
    expect(await client.session()).toEqual({ mark: 'answering middleware' });
  });

  it('keeps what middleware wrote before it failed', async () => {
    const client = app.client();
    expect((await client.get('/page?fails')).status).toBe(500);
    expect(await client.session()).toEqual({ mark: 'failing middleware' });
  });

  it('keeps what middleware wrote before a body that nobody can parse', async () => {
    const client = app.client();
    const headers = { 'content-type': 'application/json', 'content-length': 1 };
    expect((await client.request('POST', '/page?global', { headers, text: '{' })).status).toBe(400);
    expect(await client.session()).toEqual({ mark: 'global middleware' });
  });

  it('costs a request nothing that never looks at its session', async () => {
    const client = app.client();
    await client.write({ mark: 'there' });
    const { setCookies, headers } = await client.get('/nowhere');
    expect(setCookies).toEqual([]);
    expect(headers).not.toHaveProperty('vary');
    expect(headers).not.toHaveProperty('cache-control');
  });
});
