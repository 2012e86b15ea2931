import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { Session, SessionService } from '../../lib/index.js';
import { useApp, withApp } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import { rawResponse } from '../support/raw.js';
import type { Data } from '../support/session.controller.js';

interface Own {
  'x-vary'?: string;
  'x-cache'?: string;
}

type Reply = { header(name: string, value: string): unknown };

/** Sets the caching headers that the test asks for, as an app would its own. */
function setOwn(response: Reply, { 'x-vary': vary, 'x-cache': cache }: Own): void {
  if (vary) response.header('Vary', vary);
  if (cache) response.header('Cache-Control', cache);
}

@Controller()
class CachingController {
  constructor(private readonly sessions: SessionService) {}

  @Get('static')
  untouched(): string {
    return 'for everybody';
  }

  @Get('read')
  read(
    @Session() session: Session<Data>,
    @Headers() own: Own,
    @Res({ passthrough: true }) response: Reply,
  ): unknown {
    setOwn(response, own);
    return `Hello, ${String(session.user)}`;
  }

  @Get('has')
  has(@Req() request: { session: object }): boolean {
    return 'user' in request.session;
  }

  @Get('keys')
  keys(@Req() request: { session: object }): number {
    return Object.keys(request.session).length;
  }

  @Get('described')
  described(@Req() request: object): boolean {
    return this.sessions.describe(request).isNew;
  }

  @Get('write')
  write(
    @Session() session: Session<Data>,
    @Headers() own: Own,
    @Res({ passthrough: true }) response: Reply,
  ): string {
    session.count = Number(session.count ?? 0) + 1;
    setOwn(response, own);
    return 'ok';
  }

  @Get('write-head')
  writeHead(@Session() session: Session<Data>, @Res() response: ServerResponse): void {
    session.mark = 'write-head';
    rawResponse(response).writeHead(200, { 'cache-control': 'public, max-age=60', vary: 'Accept' }).end('ok');
  }

  @Get('destroy')
  async destroy(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    return 'ok';
  }
}

const wordsOf = (header: string | undefined): string[] =>
  (header ?? '')
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
    .toSorted();

describe.each(platforms)('caches ($title)', (platform) => {
  const app = useApp(platform, { controllers: [CachingController] });

  it('leaves a response alone that did not touch the session', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const { headers } = await client.get('/static');
    expect(headers).not.toHaveProperty('vary');
    expect(headers).not.toHaveProperty('cache-control');
  });

  it.each(['/read', '/has', '/keys', '/described'])('says that %s depends on the cookie', async (path) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    for (const visitor of [client, app.client()]) {
      const { headers, setCookies } = await visitor.get(path);
      expect(wordsOf(headers.vary)).toEqual(['cookie']);
      expect(headers).not.toHaveProperty('cache-control');
      expect(setCookies).toEqual([]);
    }
  });

  it.each([
    ['Accept', ['accept', 'cookie']],
    ['Accept, cookie', ['accept', 'cookie']],
    ['*', ['*']],
  ])('adds to a Vary of %s what is missing there', async (vary, expected) => {
    const { headers } = await app.client().get('/read', { headers: { 'x-vary': vary } });
    expect(wordsOf(headers.vary)).toEqual(expected);
  });

  it.each(['/write', '/write-head'])('forbids caches to keep what %s answers', async (path) => {
    const { headers } = await app.client().get(path);
    expect(wordsOf(headers['cache-control'])).toEqual(['no-store', 'private']);
    expect(wordsOf(headers.vary)).toContain('cookie');
  });

  it('forbids caches to keep the end of a session', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const { headers } = await client.get('/destroy');
    expect(wordsOf(headers['cache-control'])).toEqual(['no-store', 'private']);
  });

  it.each(['no-store', 'private, no-store, max-age=0'])('keeps a Cache-Control of %s', async (own) => {
    const { headers } = await app.client().get('/write', { headers: { 'x-cache': own } });
    expect(headers['cache-control']).toBe(own);
  });

  it.each(['max-age=60', 'private, max-age=60', 'no-cache'])(
    'replaces a Cache-Control of %s',
    async (own) => {
      const { headers } = await app.client().get('/write', { headers: { 'x-cache': own } });
      expect(wordsOf(headers['cache-control'])).toEqual(['no-store', 'private']);
    },
  );

  it('replaces a Cache-Control of public, and logs it', () =>
    withApp(platform, { controllers: [CachingController] }, async (other) => {
      logs.clear();
      for (const own of ['public, max-age=60', 'max-age=60, Public', 'public, no-store']) {
        const { headers } = await other.client().get('/write', { headers: { 'x-cache': own } });
        expect(wordsOf(headers['cache-control'])).toEqual(['no-store', 'private']);
      }
      expect(await logs.waitFor('warn', /public/i)).toMatch(/cache-control/i);
    }));
});
