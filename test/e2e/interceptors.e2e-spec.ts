import { describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { catchError, finalize, map, mergeMap, type Observable, of, tap } from 'rxjs';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { nextTurn, sessionOf, type Data } from '../support/session.controller.js';

type Wrap = (result: Observable<unknown>, session: Data) => Observable<unknown>;

/** An interceptor that touches the session of its own requests only. */
const interceptor = (path: string, wrap: Wrap) => {
  @Injectable()
  class TestInterceptor implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const request = context.switchToHttp().getRequest<{ url: string }>();
      return request.url === path ? wrap(next.handle(), sessionOf(request)) : next.handle();
    }
  }
  return TestInterceptor;
};

const before: Wrap = (result, session) => {
  session.mark = 'before';
  return result;
};
const after: Wrap = (result, session) => result.pipe(tap(() => (session.mark = 'after')));
const later: Wrap = (result, session) =>
  result.pipe(
    mergeMap(async (value) => {
      await nextTurn();
      session.mark = 'later';
      return value;
    }),
  );
const finallyWrites: Wrap = (result, session) => result.pipe(finalize(() => (session.mark = 'finally')));
const instead: Wrap = (_, session) => {
  session.mark = 'instead';
  return of('from the interceptor');
};
const recovers: Wrap = (result, session) =>
  result.pipe(
    catchError((error: Error) => of(error.message)),
    map((text) => {
      session.mark = 'recovered';
      return text;
    }),
  );

/** Bound to the controller, as `@UseInterceptors()` above a class does. */
const ofTheController = [
  interceptor('/before', before),
  interceptor('/after', after),
  interceptor('/later', later),
  interceptor('/finally', finallyWrites),
  interceptor('/instead', instead),
  interceptor('/recovers', recovers),
];

@Controller()
@UseInterceptors(...ofTheController)
class InterceptedController {
  @Get(['before', 'after', 'later', 'finally', 'instead', 'outer', 'module'])
  answer(): string {
    return 'ok';
  }

  @Get('recovers')
  refuse(): never {
    throw new BadRequestException('refused');
  }
}

describe.each(platforms)('interceptors ($title)', (platform) => {
  const app = useApp(platform, {
    controllers: [InterceptedController],
    providers: [{ provide: APP_INTERCEPTOR, useClass: interceptor('/module', later) }],
    prepare: (nest) => void nest.useGlobalInterceptors(new (interceptor('/outer', later))()),
  });

  it.each([
    ['before the handler', '/before', 'before'],
    ['after the handler', '/after', 'after'],
    ['some turns after the handler', '/later', 'later'],
    ['when everything was over', '/finally', 'finally'],
    ['instead of the handler', '/instead', 'instead'],
    ['after it recovered from an exception', '/recovers', 'recovered'],
  ])('keeps what a route interceptor wrote %s', async (_, path, mark) => {
    const client = app.client();
    expect((await client.get(path)).status).toBe(200);
    expect(await client.session()).toEqual({ mark });
  });

  it.each([
    ['main.ts', '/outer'],
    ['APP_INTERCEPTOR', '/module'],
  ])('keeps what a global interceptor of %s wrote after the handler', async (_, path) => {
    const client = app.client();
    await client.get(path);
    expect(await client.session()).toEqual({ mark: 'later' });
  });
});
