import { describe, expect, it } from '@jest/globals';
import { ConflictException, Controller, Get, HttpCode, Put } from '@nestjs/common';
import { defer, from, map, type Observable, tap, throwError } from 'rxjs';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms, since12 } from '../support/platforms.js';
import { nextTurn, type Data } from '../support/session.controller.js';

@Controller()
class HandlersController {
  @Get('value')
  value(@Session() session: Session<Data>): string {
    session.mark = 'value';
    return 'ok';
  }

  @Get('promise')
  async promise(@Session() session: Session<Data>): Promise<string> {
    await nextTurn();
    session.mark = 'promise';
    return 'ok';
  }

  @Get('observable')
  observable(@Session() session: Session<Data>): Observable<string> {
    const late = defer(async () => {
      await nextTurn();
      session.mark = 'observable';
    });
    return late.pipe(map(() => 'ok'));
  }

  @Get('emissions')
  emissions(@Session() session: Session<Data>): Observable<string> {
    return from(['one', 'two']).pipe(tap((mark) => (session.mark = mark)));
  }

  @Put('nothing')
  @HttpCode(204)
  nothing(@Session() session: Session<Data>): void {
    session.mark = 'nothing';
  }

  @Get('generator')
  async *generator(@Session() session: Session<Data>): AsyncGenerator<string> {
    session.mark = 'generator';
    yield 'one,';
    await nextTurn();
    yield 'two';
  }

  @Get('late-generator')
  async *lateGenerator(@Session() session: Session<Data>): AsyncGenerator<string> {
    session.mark = 'in time';
    yield 'one,';
    await nextTurn();
    session.mark = 'too late';
    yield 'two';
  }

  @Get('web-response')
  webResponse(@Session() session: Session<Data>): Response {
    session.mark = 'web response';
    return new Response('ok', { headers: { 'content-type': 'text/plain' } });
  }

  @Get('throws')
  throws(@Session() session: Session<Data>): never {
    session.mark = 'throws';
    throw new ConflictException();
  }

  @Get('rejects')
  async rejects(@Session() session: Session<Data>): Promise<never> {
    await nextTurn();
    session.mark = 'rejects';
    throw new Error('unexpected');
  }

  @Get('errors')
  errors(@Session() session: Session<Data>): Observable<never> {
    session.mark = 'errors';
    return throwError(() => new ConflictException());
  }
}

describe.each(platforms)('handlers ($title)', (platform) => {
  const app = useApp(platform, { controllers: [HandlersController] });

  it.each([
    ['returns a value', '/value', 'ok', 'value'],
    ['returns a promise', '/promise', 'ok', 'promise'],
    ['returns an Observable', '/observable', 'ok', 'observable'],
    ['returns an Observable of several values', '/emissions', 'two', 'two'],
    ...since12(
      ['is an async generator', '/generator', 'one,two', 'generator'],
      ['returns a web Response', '/web-response', 'ok', 'web response'],
    ),
  ])('keeps what a handler wrote that %s', async (_, path, text, mark) => {
    const client = app.client();
    const reply = await client.get(path);
    expect(reply).toMatchObject({ status: 200, text });
    expect(await client.session()).toEqual({ mark });
  });

  it('keeps what a handler wrote that answers without a body', async () => {
    const client = app.client();
    expect((await client.request('PUT', '/nothing')).status).toBe(204);
    expect(await client.session()).toEqual({ mark: 'nothing' });
  });

  it.each([
    ['throws', '/throws', 409, 'throws'],
    ['rejects', '/rejects', 500, 'rejects'],
    ['returns an Observable that errors', '/errors', 409, 'errors'],
  ])('keeps what a handler wrote that %s', async (_, path, status, mark) => {
    const client = app.client();
    expect((await client.get(path)).status).toBe(status);
    expect(await client.session()).toEqual({ mark });
  });

  for (const path of since12('/late-generator')) {
    it(`logs what ${path} changed after its first chunk`, async () => {
      const client = app.client();
      expect((await client.get(path)).text).toBe('one,two');
      await logs.waitFor('error', /headers/i);
      expect(await client.session()).toEqual({ mark: 'in time' });
    });
  }
});
