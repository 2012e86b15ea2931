import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Post, Req, Session as NestSession } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { rawRequest } from '../support/raw.js';
import type { Data, WithSession } from '../support/session.controller.js';

type Request = IncomingMessage & WithSession & { seenByMiddleware?: unknown };

/** The first middleware of all: what it got is compared with what the handler gets. */
const first = (request: Request, _: ServerResponse, next: () => void): void => {
  if (request.url === '/same') request.seenByMiddleware = request.session;
  next();
};

@Controller()
class RequestController {
  @Get('same')
  same(@Req() request: Request, @NestSession() ofNest: unknown, @Session() ours: unknown): Data {
    const raw = rawRequest(request) as Request;
    return {
      middleware: raw.seenByMiddleware === ours,
      request: request.session === ours,
      raw: raw.session === ours,
      nest: ofNest === ours,
    };
  }

  @Post('replace')
  replace(@Req() request: Request, @Session() session: Session<Data>, @Body() data: Data): Data {
    request.session = data;
    return { ...session };
  }

  @Get('null')
  setNull(@Req() request: Request): Data {
    request.session = null;
    return { gone: request.session === undefined };
  }

  @Get('undefined')
  setUndefined(@Req() request: Request): Data {
    request.session = undefined;
    return { gone: request.session === undefined };
  }

  @Get('afresh')
  afresh(@Req() request: Request): string {
    request.session = null;
    request.session = { afresh: true };
    return 'ok';
  }

  @Get('itself')
  itself(@Session() session: Session<Data>): Session<Data> {
    return session;
  }

  @Get('keys')
  keys(@Session() session: Session<Data>): Data {
    const enumerated: string[] = [];
    for (const key in session) enumerated.push(key);
    return { keys: Object.keys(session), enumerated, json: JSON.stringify(session) };
  }
}

describe.each(platforms)('request.session ($title)', (platform) => {
  const app = useApp(platform, {
    controllers: [RequestController],
    prepare: (nest) => void nest.use(first),
  });

  it("is one object for the first middleware, the handler, both requests and Nest's own @Session()", async () => {
    const { json } = await app.client().get('/same');
    expect(json).toEqual({ middleware: true, request: true, raw: true, nest: true });
  });

  it('holds the data and nothing else that is enumerable', async () => {
    const client = app.client();
    await client.write({ views: 1 });
    const { json } = await client.get('/keys');
    expect(json).toEqual({ keys: ['views'], enumerated: ['views'], json: '{"views":1}' });
  });

  it('can be what a handler returns', async () => {
    const client = app.client();
    await client.write({ views: 1 });
    expect((await client.get('/itself')).text).toBe('{"views":1}');
  });

  it('takes new data in place of the old', async () => {
    const client = app.client();
    await client.write({ old: 1, kept: 'no' });
    const { json } = await client.post('/replace', { fresh: { deep: [1, 2] } });
    expect(json).toEqual({ fresh: { deep: [1, 2] } });
    expect(await client.session()).toEqual({ fresh: { deep: [1, 2] } });
  });

  it.each(['/null', '/undefined'])('ends the session when it is set to %s', async (path) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    expect((await client.get(path)).json).toEqual({ gone: true });
    expect(await client.cookieNames()).toEqual([]);
    expect(await client.session()).toEqual({});
  });

  it('starts afresh when it gets data after it was ended', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    await client.get('/afresh');
    expect(await client.session()).toEqual({ afresh: true });
  });
});
