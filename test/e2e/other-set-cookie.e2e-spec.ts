import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms, since12 } from '../support/platforms.js';
import { rawResponse } from '../support/raw.js';
import type { Data } from '../support/session.controller.js';

type AnyReply = ServerResponse & {
  cookie(name: string, value: string): unknown;
  header(name: string, value: string | string[]): unknown;
};

const PAIRS = ['set-cookie', 'a=1; Path=/', 'set-cookie', 'b=2; Path=/'];
const LIST = ['a=1; Path=/', 'b=2; Path=/'];

/** The ways in which applications set cookies of their own, by the path that uses them. */
const ways: Record<string, (response: AnyReply) => unknown> = {
  'set-header': (response) => rawResponse(response).setHeader('Set-Cookie', LIST).end('ok'),
  'append-header': (response) =>
    rawResponse(response)
      .appendHeader('Set-Cookie', 'a=1; Path=/')
      .appendHeader('Set-Cookie', ['b=2; Path=/'])
      .end('ok'),
  'write-head-object': (response) => rawResponse(response).writeHead(200, { 'Set-Cookie': LIST }).end('ok'),
  'write-head-reason': (response) =>
    rawResponse(response).writeHead(200, 'Fine', { 'set-cookie': LIST }).end('ok'),
  'write-head-array': (response) => rawResponse(response).writeHead(200, PAIRS).end('ok'),
};

@Controller()
class CookiesController {
  constructor(private readonly host: HttpAdapterHost) {}

  @Get(Object.keys(ways))
  raw(@Session() session: Session<Data>, @Res() response: AnyReply): void {
    session.mark = 'raw';
    const path = (response.req ?? rawResponse(response).req).url?.slice(1) ?? '';
    ways[path]?.(response);
  }

  @Get('cookie')
  cookie(@Session() session: Session<Data>, @Res() response: AnyReply): void {
    session.mark = 'cookie';
    response.cookie('a', '1');
    response.cookie('b', '2');
    response.end('ok');
  }

  @Get('passthrough')
  passthrough(@Session() session: Session<Data>, @Res({ passthrough: true }) response: AnyReply): string {
    session.mark = 'passthrough';
    response.header('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/']);
    return 'ok';
  }

  @Get('adapter')
  adapter(@Session() session: Session<Data>, @Res({ passthrough: true }) response: AnyReply): string {
    this.host.httpAdapter.appendHeader(response, 'Set-Cookie', 'a=1; Path=/');
    session.mark = 'adapter';
    this.host.httpAdapter.appendHeader(response, 'Set-Cookie', 'b=2; Path=/');
    return 'ok';
  }

  @Get('web-response')
  webResponse(@Session() session: Session<Data>): Response {
    session.mark = 'web response';
    return new Response('ok', { headers: LIST.map((line) => ['set-cookie', line]) });
  }

  @Get('large')
  large(@Session() session: Session<Data>, @Res({ passthrough: true }) response: AnyReply): string {
    session.large = 'x'.repeat(4000);
    response.header('Set-Cookie', LIST);
    return 'ok';
  }
}

describe.each(platforms)('a Set-Cookie of the application ($title)', (platform) => {
  const app = useApp(platform, { controllers: [CookiesController] });
  const paths = [...Object.keys(ways), 'passthrough', 'adapter', ...since12('web-response')];
  const own = platform.name === 'express' ? ['cookie'] : [];

  it.each([...paths, ...own])('arrives beside the session: %s', async (path) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const { setCookies, text } = await client.get(`/${path}`);
    expect(text).toBe('ok');
    expect(setCookies).toHaveLength(3);
    expect(await client.cookieNames()).toEqual(['a', 'b', 'session']);
    expect(await client.session()).toMatchObject({ user: 'ada', mark: expect.any(String) });
  });

  it('arrives alone where the session has nothing to write', async () => {
    const client = app.client();
    await client.get('/passthrough');
    const { setCookies } = await client.get('/passthrough');
    expect(setCookies).toEqual(LIST);
  });

  it('arrives beside a session of several cookies', async () => {
    const client = app.client();
    await client.get('/large');
    expect(await client.cookieNames()).toEqual(['a', 'b', 'session.0', 'session.1']);
    expect(await client.session()).toEqual({ large: 'x'.repeat(4000) });
  });
});
