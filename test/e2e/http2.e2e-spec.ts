import { once } from 'node:events';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, HttpCode, type INestApplication, Res, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type Observable, of } from 'rxjs';
import { Session } from '../../lib/index.js';
import { appModule } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms, type Platform } from '../support/platforms.js';
import { rawResponse } from '../support/raw.js';
import type { Data } from '../support/session.controller.js';

@Controller()
class Http2Controller {
  @Get('value')
  value(@Session() session: Session<Data>): string {
    session.mark = 'value';
    return 'ok';
  }

  @Get('nothing')
  @HttpCode(204)
  nothing(@Session() session: Session<Data>): void {
    session.mark = 'nothing';
  }

  @Get('raw')
  raw(@Session() session: Session<Data>, @Res() response: any): void {
    session.mark = 'raw';
    rawResponse(response).end();
  }

  @Sse('events')
  events(@Session() session: Session<Data>): Observable<object> {
    session.mark = 'events';
    return of({ data: 'hello' });
  }
}

const startHttp2 = (platform: Platform): Promise<INestApplication> =>
  NestFactory.create(
    appModule(platform, { controllers: [Http2Controller] }),
    new FastifyAdapter({ http2: true }),
    { logger: logs },
  );

async function send(client: ClientHttp2Session, path: string, cookie = '') {
  const stream = client.request({ ':path': path, cookie });
  const [headers]: IncomingHttpHeaders[] = await once(stream, 'response');
  return { cookie: headers?.['set-cookie']?.[0]?.split(';')[0], text: await readText(stream) };
}

const fastifyOnly = platforms.filter(({ name }) => name === 'fastify');

describe.each(fastifyOnly)('HTTP/2 ($title)', (platform) => {
  let app: INestApplication;
  let client: ClientHttp2Session;

  beforeAll(async () => {
    app = await startHttp2(platform);
    await app.listen(0, '127.0.0.1');
    const { port }: AddressInfo = app.getHttpServer().address();
    client = connect(`http://127.0.0.1:${port}`);
  });

  afterAll(async () => {
    client.close();
    await app.close();
  });

  it.each(['value', 'nothing', 'raw', 'events'])('keeps what the handler wrote: %s', async (mark) => {
    const { cookie } = await send(client, `/${mark}`);
    expect((await send(client, '/session', cookie)).text).toBe(JSON.stringify({ mark }));
  });
});
