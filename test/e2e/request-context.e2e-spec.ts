import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { text as readText } from 'node:stream/consumers';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Injectable,
  type NestInterceptor,
  Post,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { delay, map, type Observable, of } from 'rxjs';
import { requestContext } from '../../lib/connect/request-context.js';
import { CookieSessionModule, InjectSessionService, Session, SessionService } from '../../lib/index.js';
import { type AppParts, newSecret, type TestApp, useApp, withApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { nextTurn, type Data } from '../support/session.controller.js';

/** One for the whole application, and nobody passes it a request. */
@Injectable()
class Basket {
  constructor(private readonly sessions: SessionService) {}

  add(item: string): string[] {
    const session = this.sessions.current<Data>();
    const items = [...((session.items as string[] | undefined) ?? []), item];
    session.items = items;
    return items;
  }

  async addLater(item: string): Promise<string[]> {
    await nextTurn();
    await wait(1);
    return this.add(item);
  }

  owner(): unknown {
    return this.sessions.current<Data>().owner;
  }

  isTheSame(session: object): boolean {
    return this.sessions.current() === session;
  }
}

@Injectable()
class BasketGuard implements CanActivate {
  constructor(private readonly basket: Basket) {}

  async canActivate(): Promise<boolean> {
    await this.basket.addLater('guard');
    return true;
  }
}

@Injectable()
class BasketInterceptor implements NestInterceptor {
  constructor(private readonly basket: Basket) {}

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.basket.add('before');
    return next.handle().pipe(map(() => this.basket.add('after')));
  }
}

@Catch()
@Injectable()
class BasketFilter implements ExceptionFilter {
  constructor(
    private readonly basket: Basket,
    private readonly host: HttpAdapterHost,
  ) {}

  catch(_: unknown, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), this.basket.add('filter'), 418);
  }
}

@Controller()
class BasketController {
  constructor(private readonly basket: Basket) {}

  @Get('now')
  now(): string[] {
    return this.basket.add('now');
  }

  @Get('later')
  later(): Promise<string[]> {
    return this.basket.addLater('later');
  }

  @Get('observable')
  observable(): Observable<string[]> {
    return of('observable').pipe(
      delay(1),
      map((item) => this.basket.add(item)),
    );
  }

  @Post('body')
  body(@Body() { item }: { item: string }): Promise<string[]> {
    return this.basket.addLater(item);
  }

  @Get('around')
  @UseGuards(BasketGuard)
  @UseInterceptors(BasketInterceptor)
  around(): string {
    return 'replaced';
  }

  @Get('fails')
  @UseFilters(BasketFilter)
  async fails(): Promise<never> {
    await nextTurn();
    throw new Error('broken');
  }

  @Get('owner')
  async owner(): Promise<unknown> {
    const before = this.basket.owner();
    await wait(Math.random() * 20);
    return { before, after: this.basket.owner() };
  }

  @Get('same')
  same(@Session() session: Session): boolean {
    return this.basket.isTheSame(session);
  }
}

type Next = () => void;

const parts = (requestContextOption: boolean | undefined): AppParts => ({
  controllers: [BasketController],
  providers: [Basket],
  session: requestContextOption === undefined ? {} : { requestContext: requestContextOption },
});

/** Middleware of main.ts and of the module, which asks the provider as handlers do. */
const withMiddleware: AppParts = {
  ...parts(true),
  prepare: (nest) =>
    nest.use((request: IncomingMessage, _: ServerResponse, next: Next) => {
      if (request.url === '/now?global') nest.get(Basket).add('global');
      next();
    }),
  configure: (consumer) => {
    @Injectable()
    class BasketMiddleware {
      constructor(private readonly basket: Basket) {}

      async use(request: IncomingMessage, _: ServerResponse, next: Next): Promise<void> {
        if (request.url?.endsWith('?module')) await this.basket.addLater('module');
        next();
      }
    }
    consumer.apply(BasketMiddleware).forRoutes('{*path}');
  },
};

/** A body that takes its time, in several packets. */
async function postSlowly(app: TestApp, text: string): Promise<string> {
  const headers = { 'content-type': 'application/json', 'content-length': text.length };
  const sent = httpRequest({ port: app.port, host: '127.0.0.1', path: '/body', method: 'POST', headers });
  const answered = new Promise<IncomingMessage>((resolve) => sent.once('response', resolve));
  for (const part of text.match(/.{1,10}/g) ?? []) {
    sent.write(part);
    await wait(2);
  }
  sent.end();
  return readText(await answered);
}

describe.each(platforms)('SessionService.current() ($title)', (platform) => {
  const app = useApp(platform, withMiddleware);

  it.each([
    ['in a handler', '/now', ['now']],
    ['later in a handler', '/later', ['later']],
    ['in an Observable', '/observable', ['observable']],
    ['in a guard and an interceptor', '/around', ['guard', 'before', 'after']],
    ['in an exception filter', '/fails', ['filter']],
    ['in middleware of main.ts', '/now?global', ['global', 'now']],
    ['in middleware of the module', '/now?module', ['module', 'now']],
  ])('finds the session %s', async (_, path, items) => {
    const client = app.client();
    expect((await client.get(path)).json).toEqual(items);
    expect(await client.session()).toEqual({ items });
  });

  it('finds it after a body was read', async () => {
    const client = app.client();
    expect((await client.post('/body', { item: 'tea' })).json).toEqual(['tea']);
    expect((await client.post('/body', { item: 'jam' })).json).toEqual(['tea', 'jam']);
  });

  it('finds it after a body that came slowly', async () => {
    expect(JSON.parse(await postSlowly(app, '{"item":"a slow boat to China"}'))).toEqual([
      'a slow boat to China',
    ]);
  });

  it('is the object that the handler has', async () => {
    expect((await app.client().get('/same')).text).toBe('true');
  });

  it('never finds the session of another request', async () => {
    const owners = Array.from({ length: 30 }, (_, index) => `owner ${index}`);
    const clients = await Promise.all(
      owners.map(async (owner) => {
        const client = app.client();
        await client.write({ owner });
        return client;
      }),
    );
    const replies = await Promise.all(clients.map((client) => client.get('/owner')));
    expect(replies.map(({ json }) => json)).toEqual(owners.map((owner) => ({ before: owner, after: owner })));
  });

  it('is an error outside of a request', () => {
    const failing = () => app.get(Basket).add('nowhere');
    expect(failing).toThrow(expect.objectContaining({ code: 'ERR_SESSION_UNAVAILABLE' }));
    expect(failing).toThrow(/inside a request/);
  });
});

describe.each(platforms)('SessionService.current() without its option ($title)', (platform) => {
  afterEach(() => void jest.restoreAllMocks());

  it.each([undefined, false])('is an error that names the option: %s', async (option) => {
    await withApp(platform, parts(option), async (app) => {
      expect((await app.client().get('/now')).status).toBe(500);
      expect(() => app.get(Basket).add('nowhere')).toThrow(/requestContext: true/);
    });
  });

  it.each([
    [true, true],
    [false, false],
  ])('enters AsyncLocalStorage with the option alone: %s', async (option, entered) => {
    const run = jest.spyOn(requestContext, 'run');
    const enterWith = jest.spyOn(requestContext, 'enterWith');
    await withApp(platform, parts(option), async (app) => {
      const client = app.client();
      await client.write({ owner: 'ada' });
      await client.get('/nowhere');
      // From Node 24 on, run() itself calls enterWith(): what counts is that nobody enters when the option is off.
      const calls = [...run.mock.calls, ...enterWith.mock.calls];
      expect(calls.length > 0).toBe(entered);
    });
  });
});

describe.each(platforms)('SessionService.current() of a named import ($title)', (platform) => {
  @Controller('both')
  class BothController {
    constructor(
      private readonly sessions: SessionService,
      @InjectSessionService('visitor') private readonly visitors: SessionService,
    ) {}

    @Get()
    both(): unknown {
      const codeOf = (get: () => object): unknown => {
        try {
          return { ...get() };
        } catch (error: any) {
          return error.code;
        }
      };
      this.visitors.current<Data>().seen = true;
      return {
        session: codeOf(() => this.sessions.current()),
        visitor: codeOf(() => this.visitors.current()),
      };
    }
  }

  const app = useApp(platform, {
    controllers: [BothController],
    imports: [CookieSessionModule.forRoot({ name: 'visitor', secret: newSecret(), requestContext: true })],
  });

  it('is its own session, and does not switch the other on', async () => {
    const client = app.client();
    expect((await client.get('/both')).json).toEqual({
      session: 'ERR_SESSION_UNAVAILABLE',
      visitor: { seen: true },
    });
    expect(await client.cookieNames()).toEqual(['session-visitor']);
  });
});
