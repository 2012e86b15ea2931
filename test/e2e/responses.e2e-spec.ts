import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Redirect, Render, Res, StreamableFile } from '@nestjs/common';
import { Session, type SessionError } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import { rawResponse } from '../support/raw.js';
import { nextTurn, type Data } from '../support/session.controller.js';
import { useViews } from '../support/views.js';

/** What Express' response and Fastify's reply have in common. */
interface Sender extends ServerResponse {
  status(code: number): Sender;
  send(body: unknown): Sender;
}

@Controller()
class ResponsesController {
  @Get('send')
  async send(@Session() session: Session<Data>, @Res() response: Sender): Promise<void> {
    await nextTurn();
    session.mark = 'send';
    response.status(202).send('done');
  }

  @Get('passthrough')
  passthrough(@Session() session: Session<Data>, @Res({ passthrough: true }) response: Sender): string {
    session.mark = 'passthrough';
    response.status(202);
    return 'done';
  }

  @Get('pipe')
  pipe(@Session() session: Session<Data>, @Res() response: Sender): void {
    session.mark = 'pipe';
    Readable.from(['do', 'ne']).pipe(rawResponse(response).writeHead(202));
  }

  @Get('write')
  write(@Session() session: Session<Data>, @Res() response: Sender): void {
    session.mark = 'write';
    const raw = rawResponse(response);
    raw.statusCode = 202;
    raw.write('do');
    raw.end('ne');
  }

  @Get('hints')
  hints(@Session() session: Session<Data>, @Res() response: Sender): void {
    const raw = rawResponse(response);
    raw.writeEarlyHints({ link: '</style.css>; rel=preload' });
    session.mark = 'hints';
    raw.writeHead(202).end('done');
  }

  @Get('late')
  late(@Session() session: Session<Data>, @Res() response: Sender): void {
    session.mark = 'in time';
    rawResponse(response).write('do');
    session.mark = 'too late';
    rawResponse(response).end('ne');
  }

  @Get('late-calls')
  async lateCalls(@Session() session: Session<Data>, @Res() response: Sender): Promise<void> {
    const raw = rawResponse(response);
    raw.write('[');
    const calls = [
      session.destroy(),
      session.regenerate(),
      session.save(),
      session.touch(),
      session.reload(),
    ];
    const codes = calls.map((call) => call.catch(({ code }: SessionError) => code));
    raw.end(JSON.stringify(await Promise.all(codes)).slice(1));
  }

  @Get('file')
  file(@Session() session: Session<Data>): StreamableFile {
    session.mark = 'file';
    return new StreamableFile(Readable.from([Buffer.from('do'), Buffer.from('ne')]));
  }

  @Get('buffer')
  buffer(@Session() session: Session<Data>): StreamableFile {
    session.mark = 'buffer';
    return new StreamableFile(Buffer.from('done'));
  }

  @Get('redirect')
  @Redirect('/session')
  redirect(@Session() session: Session<Data>): void {
    session.mark = 'redirect';
  }

  @Get('render')
  @Render('hello.eta')
  render(@Session() session: Session<Data>): Data {
    session.mark = 'render';
    return { name: 'Ada' };
  }
}

describe.each(platforms)('responses ($title)', (platform) => {
  const app = useApp(platform, {
    controllers: [ResponsesController],
    prepare: (nest) => useViews(platform, nest),
  });

  it.each([
    ['@Res() and send', '/send', 'send'],
    ['@Res() with passthrough', '/passthrough', 'passthrough'],
    ['@Res() and a stream piped into it', '/pipe', 'pipe'],
    ['@Res() and write', '/write', 'write'],
    ['@Res(), after early hints', '/hints', 'hints'],
  ])('keeps what a handler wrote before %s', async (_, path, mark) => {
    const client = app.client();
    expect(await client.get(path)).toMatchObject({ status: 202, text: 'done' });
    expect(await client.session()).toEqual({ mark });
  });

  it.each([
    ['a stream', '/file', 'file'],
    ['a buffer', '/buffer', 'buffer'],
  ])('keeps what a handler wrote that returned a StreamableFile of %s', async (_, path, mark) => {
    const client = app.client();
    expect(await client.get(path)).toMatchObject({ status: 200, text: 'done' });
    expect(await client.session()).toEqual({ mark });
  });

  it('keeps what a handler wrote that redirects', async () => {
    const client = app.client();
    const page = await client.follow(await client.get('/redirect'));
    expect(page.json).toEqual({ mark: 'redirect' });
  });

  it('keeps what a handler wrote that renders a view', async () => {
    const client = app.client();
    expect((await client.get('/render')).text).toContain('Hello, Ada.');
    expect(await client.session()).toEqual({ mark: 'render' });
  });

  it.each([
    ['/file', 'file'],
    ['/render', 'render'],
    ['/send', 'send'],
  ])('keeps what HEAD %s wrote', async (path, mark) => {
    const client = app.client();
    expect((await client.head(path)).text).toBe('');
    expect(await client.session()).toEqual({ mark });
  });

  it('refuses every call that comes after the headers', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const { json } = await client.get('/late-calls');
    expect(json).toEqual(Array(5).fill('ERR_SESSION_HEADERS_SENT'));
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('logs a change that comes after the headers', async () => {
    const client = app.client();
    expect((await client.get('/late')).text).toBe('done');
    await logs.waitFor('error', /headers/i);
    expect(await client.session()).toEqual({ mark: 'in time' });
  });
});
