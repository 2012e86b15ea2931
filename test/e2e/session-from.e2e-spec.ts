import { describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  Injectable,
  Post,
  Req,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CookieSessionModule, Session, SessionFrom, SessionService } from '../../lib/index.js';
import { newSecret, type TestApp, useApp } from '../support/app.js';
import type { Client, Reply } from '../support/browser.js';
import { forward, SECOND, useClock } from '../support/clock.js';
import { useEvents } from '../support/events.js';
import { platforms } from '../support/platforms.js';
import { sessionOf, type Data } from '../support/session.controller.js';

const TIMEOUT = 100 * SECOND;
const RENEW_AFTER = 10 * SECOND;

const Context = createParamDecorator((_: unknown, context: ExecutionContext) => context);

class SignedIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return sessionOf(context.switchToHttp().getRequest()).user === 'ada';
  }
}

/** Runs before every guard of a route. */
@Injectable()
class SignedInEverywhere implements CanActivate {
  constructor(private readonly sessions: SessionService) {}

  canActivate(context: ExecutionContext): boolean {
    const { url } = context.switchToHttp().getRequest<{ url: string }>();
    return !url.startsWith('/api/global') || this.sessions.get<Data>(context).user === 'ada';
  }
}

@Controller('api')
@SessionFrom({ header: 'X-Session' })
class ApiController {
  @Get()
  read(@Session() session: Session<Data>): Data {
    return { ...session };
  }

  @Get('nothing')
  nothing(): string {
    return 'no session here';
  }

  @Post('sign-in')
  async signIn(@Session() session: Session<Data>): Promise<string> {
    await session.regenerate();
    session.user = 'ada';
    return 'ok';
  }

  @Post('add')
  add(@Session() session: Session<{ basket?: string[] }>): string {
    session.basket = [...(session.basket ?? []), 'tea'];
    return 'ok';
  }

  @Post('sign-out')
  async signOut(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    return 'ok';
  }

  @Post('too-large')
  tooLarge(@Session() session: Session<Data>): string {
    session.text = 'x'.repeat(10_000);
    return 'ok';
  }

  @Get('same')
  same(@Session() session: unknown, @Req() request: object, @Context() context: ExecutionContext): Data {
    return { request: sessionOf(request) === session, context: this.sessions.get(context) === session };
  }

  @Get('guarded')
  @SessionFrom({ header: 'x-session' })
  @UseGuards(SignedIn)
  guarded(): string {
    return 'welcome';
  }

  @Get('global')
  global(): string {
    return 'welcome';
  }

  @Get('other')
  @SessionFrom({ header: 'x-other' })
  other(@Session() session: Session<Data>): Data {
    return { ...session };
  }

  constructor(private readonly sessions: SessionService) {}
}

@Controller('mixed')
class MixedController {
  @Get('cookie')
  cookie(@Session() session: Session<Data>): Data {
    return { ...session };
  }

  @Get('header')
  @SessionFrom({ header: 'x-session' })
  header(@Session() session: Session<Data>): Data {
    return { ...session };
  }

  @Get('visitor')
  @SessionFrom({ header: 'x-visitor', name: 'visitor' })
  visitor(@Session('visitor') visitor: Session<Data>, @Session() session: Session<Data>): Data {
    visitor.seen = true;
    return { visitor, session };
  }
}

const valueOf = ({ headers }: Reply, name = 'x-session'): string => String(headers[name] ?? 'none');

const send = (value: string | string[], header = 'x-session') => ({ headers: { [header]: value } });

/** What a client holds that keeps the value itself. */
const signIn = async (app: TestApp): Promise<string> => valueOf(await app.client().post('/api/sign-in'));

const read = (client: Client, value: string): Promise<Reply> => client.get('/api', send(value));

describe.each(platforms)('a session in a header ($title)', (platform) => {
  useClock();
  const events = useEvents('rejected');
  const { interceptor } = platform;
  const app = useApp(platform, {
    session: { timeout: TIMEOUT },
    imports: [CookieSessionModule.forRoot({ name: 'visitor', secret: newSecret(), interceptor })],
    controllers: [ApiController, MixedController],
    providers: [{ provide: APP_GUARD, useClass: SignedInEverywhere }],
  });

  it('comes back in the header of the first response that has something to keep', async () => {
    const reply = await app.client().post('/api/sign-in');
    expect(reply.status).toBe(201);
    expect(valueOf(reply)).toMatch(/^[\w-]{80,}$/);
    expect(reply.setCookies).toEqual([]);
    const { json } = await read(app.client(), valueOf(reply));
    expect(json).toEqual({ user: 'ada' });
  });

  it('is empty without the header, and then sends none', async () => {
    for (const headers of [{}, { 'x-session': '' }]) {
      const reply = await app.client().get('/api', { headers });
      expect([reply.json, valueOf(reply), reply.setCookies]).toEqual([{}, 'none', []]);
    }
  });

  it('takes changes with it, and is not sent again without any', async () => {
    const value = await signIn(app);
    const changed = valueOf(await app.client().post('/api/add', {}, send(value)));
    const reply = await read(app.client(), changed);
    expect([reply.json, valueOf(reply)]).toEqual([{ user: 'ada', basket: ['tea'] }, 'none']);
  });

  it('is renewed in the same header', async () => {
    const value = await signIn(app);
    forward(RENEW_AFTER);
    const renewed = valueOf(await read(app.client(), value));
    expect(renewed).not.toBe(value);
    forward(TIMEOUT);
    expect((await read(app.client(), renewed)).json).toEqual({ user: 'ada' });
    expect((await read(app.client(), value)).json).toEqual({});
  });

  it('has a new id once it is regenerated', async () => {
    const value = await signIn(app);
    const again = valueOf(await app.client().post('/api/sign-in', {}, send(value)));
    const service = app.get(SessionService);
    const [old, fresh] = [service.unseal(value), service.unseal(again)];
    expect(old.ok && fresh.ok && old.id !== fresh.id).toBe(true);
  });

  it('ends with an empty header, and no cookie', async () => {
    const reply = await app.client().post('/api/sign-out', {}, send(await signIn(app)));
    expect([valueOf(reply), reply.setCookies]).toEqual(['', []]);
  });

  it('is an error when it is too large, and the client keeps what it has', async () => {
    const value = await signIn(app);
    const reply = await app.client().post('/api/too-large', {}, send(value));
    expect([reply.status, valueOf(reply), reply.setCookies]).toEqual([500, 'none', []]);
    expect((await read(app.client(), value)).json).toEqual({ user: 'ada' });
  });

  it('may be as large as maxBytes, in one header', async () => {
    const sealed = app.get(SessionService).seal({ text: 'x'.repeat(4400) });
    expect((await read(app.client(), sealed)).json).toEqual({ text: 'x'.repeat(4400) });
    expect(valueOf(await app.client().post('/api/add', {}, send(sealed))).length).toBeGreaterThan(5000);
  });

  it.each<[string, (value: string) => string | string[]]>([
    [
      'has one character changed',
      (value) => value.slice(0, 60) + (value[60] === 'A' ? 'B' : 'A') + value.slice(61),
    ],
    ['is cut short', (value) => value.slice(0, -1)],
    ['is plain JSON', () => '{"user":"ada"}'],
    ['is a number', () => '1'],
    ['is a chunk', (value) => `02${value.slice(8, 16)}${value}`],
    ['comes with the name of the cookie', (value) => `session=${value}`],
    ['comes twice', (value) => [value, value]],
    ['is a list', (value) => `${value}, ${value}`],
    ['is of another import', () => app.get<SessionService>('SessionService:visitor').seal({ user: 'ada' })],
  ])('is empty where the value %s', async (_, change) => {
    const { status, json } = await app.client().get('/api', send(change(await signIn(app)) as string));
    expect([status, json]).toEqual([200, {}]);
    expect(events).toHaveLength(1);
  });

  it('is empty once it has expired', async () => {
    const value = await signIn(app);
    forward(TIMEOUT + RENEW_AFTER);
    expect((await read(app.client(), value)).json).toEqual({});
    expect(events.map(({ reason }) => reason)).toEqual(['expired']);
  });

  it('is refused beside a session cookie, whatever that holds, and neither is changed', async () => {
    const value = await signIn(app);
    const client = app.client();
    await client.write({ user: 'grace' });
    for (const cookie of [await client.cookies(), 'session=forged', 'session.0=02chunk', 'a=b; session=']) {
      const reply = await client.post('/api/sign-in', {}, { ...send(value), cookie });
      expect([reply.status, valueOf(reply), reply.setCookies]).toEqual([400, 'none', []]);
      expect(reply.json.message).toMatch(/x-session.*no session cookie/);
    }
    expect(await client.session()).toEqual({ user: 'grace' });
  });

  it('is refused with a session cookie alone as well', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    expect((await client.get('/api')).status).toBe(400);
    expect((await client.get('/api/nothing')).status).toBe(400);
  });

  it('does not mind cookies of other names', async () => {
    const cookie = 'theme=dark; sessions=1; my-session=2';
    const { status, json } = await app.client().get('/api', { ...send(await signIn(app)), cookie });
    expect([status, json]).toEqual([200, { user: 'ada' }]);
  });

  it('is for no cache, and differs by header and cookie', async () => {
    const { headers } = await app.client().post('/api/sign-in');
    expect([headers['cache-control'], headers.vary]).toEqual(['private, no-store', 'Cookie, x-session']);
    expect((await app.client().get('/api')).headers.vary).toBe('Cookie, x-session');
  });

  it('is one object for decorator, request and service', async () => {
    const { json } = await app.client().get('/api/same', send(await signIn(app)));
    expect(json).toEqual({ request: true, context: true });
  });

  it('is there for guards of the route, and for global guards that ask the service', async () => {
    const value = await signIn(app);
    for (const path of ['/api/guarded', '/api/global']) {
      expect((await app.client().get(path)).status).toBe(403);
      expect((await app.client().get(path, send(value))).status).toBe(200);
      const { status } = await app.client().get(path, { ...send(value), cookie: 'session=x' });
      expect(status).toBe(400);
    }
  });

  it('comes in the header of the route, where its controller names another', async () => {
    const value = await signIn(app);
    expect((await app.client().get('/api/other', send(value))).json).toEqual({});
    const { headers, json } = await app.client().get('/api/other', send(value, 'x-other'));
    expect([json, headers.vary]).toEqual([{ user: 'ada' }, 'Cookie, x-other']);
  });

  it('does not come in a header without the decorator', async () => {
    const value = await signIn(app);
    const reply = await app.client().get('/mixed/cookie', send(value));
    expect([reply.json, valueOf(reply), reply.headers.vary]).toEqual([{}, 'none', 'Cookie']);
    expect((await app.client().get('/mixed/header', send(value))).json).toEqual({ user: 'ada' });
  });

  it('leaves the cookie to other routes', async () => {
    const client = app.client();
    await client.write({ user: 'grace' });
    const value = await signIn(app);
    const { json } = await client.get('/mixed/cookie', send(value));
    expect(json).toEqual({ user: 'grace' });
  });

  it('never comes in the URL', async () => {
    const value = await signIn(app);
    for (const name of ['x-session', 'X-Session', 'session', 'header']) {
      const { status, json } = await app.client().get(`/api?${name}=${value}`);
      expect([status, json]).toEqual([200, {}]);
    }
  });

  it('may be that of one import, beside the cookie of another', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const reply = await client.get('/mixed/visitor');
    expect(reply.json).toEqual({ visitor: { seen: true }, session: { user: 'ada' } });
    const value = valueOf(reply, 'x-visitor');
    expect([value.length > 80, reply.setCookies]).toEqual([true, []]);
    expect(app.get<SessionService>('SessionService:visitor').unseal(value).ok).toBe(true);
    const { status } = await app.client().get('/mixed/visitor', { cookie: 'session-visitor=x' });
    expect(status).toBe(400);
  });
});

describe('a header that cannot carry a session', () => {
  it.each([
    '',
    'x session',
    'x-session:',
    'x-sessión',
    'Cookie',
    'set-cookie',
    'Authorization',
    'Host',
    'Vary',
  ])('"%s" stops the start', (header) => {
    expect(() => SessionFrom({ header })).toThrow(/^@SessionFrom\(\): .*x-session/);
  });

  it.each([undefined, null, 1, ['x-session']])('%p is one of them', (header) => {
    expect(() => SessionFrom({ header: header as never })).toThrow(TypeError);
  });
});
