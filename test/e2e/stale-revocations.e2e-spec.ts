import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ArgumentsHost, Catch, Controller, type ExceptionFilter, Get, UseFilters } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Session, SessionFrom, SessionService } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { useEvents } from '../support/events.js';
import { logs } from '../support/logs.js';
import { MemberController, subject } from '../support/member.controller.js';
import { platforms } from '../support/platforms.js';
import { type Data, sessionOf } from '../support/session.controller.js';
import { SharedStore } from '../support/shared-store.js';
import { answer, withSocket, ws } from '../support/sockets.js';

/** Greets by name on its error page, as many do. */
@Catch()
class GreetingFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { user } = sessionOf(http.getRequest());
    this.host.httpAdapter.reply(http.getResponse(), { user }, 500);
  }
}

@Controller()
@UseFilters(GreetingFilter)
class GreetingController {
  @Get('greeting')
  greet(@Session() session: Session<Data>): Data {
    return { user: session.user };
  }
}

@Controller()
class HeaderController {
  @Get('by-header')
  @SessionFrom({ header: 'x-session' })
  read(@Session() session: Session<Data>): Data {
    return { user: session.user };
  }
}

@WebSocketGateway()
class NamesGateway {
  @SubscribeMessage('who')
  who(@Session() session: Session<Data>): unknown {
    return answer({ ...session });
  }
}

const controllers = [MemberController, GreetingController, HeaderController];

async function signedIn(client: Client): Promise<Client> {
  expect((await client.post('/sign-in/ada')).status).toBe(201);
  return client;
}

describe.each(platforms)('a store that is silent too long, policy closed ($title)', (platform) => {
  const store = new SharedStore();
  const stale = useEvents('stale');
  const app = useApp(platform, { controllers, session: { revocation: store, subject } });
  beforeEach(() => void (store.silentFor = 0));

  it('is no reason for anything within maxStale', async () => {
    const client = await signedIn(app.client());
    store.silentFor = 29_000;
    expect((await client.get('/me')).text).toBe('ada');
  });

  it('answers 503 with Retry-After where a session is asked for, and leaves the cookie as it is', async () => {
    const client = await signedIn(app.client());
    const before = await client.cookies();
    store.silentFor = 31_000;
    for (const reply of [await client.get('/me'), await client.post('/visit')]) {
      expect(reply.status).toBe(503);
      expect(reply.headers['retry-after']).toBe('5');
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(reply.setCookies).toEqual([]);
      expect(reply.text).not.toContain('ada');
    }
    expect(await client.cookies()).toBe(before);
    store.silentFor = 0;
    expect((await client.get('/me')).text).toBe('ada');
  });

  it('is published each time, and logged once', async () => {
    const client = await signedIn(app.client());
    store.silentFor = 31_000;
    await client.get('/me');
    await client.get('/me');
    expect(stale).toHaveLength(2);
    expect(stale[0]).toEqual({ cookieName: 'session', policy: 'closed', staleMs: expect.any(Number) });
    expect(logs.of('error').filter((text) => text.startsWith('Revocations of the last'))).toHaveLength(1);
  });

  it('keeps pages open that do not ask for the session, and visitors without one', async () => {
    const client = await signedIn(app.client());
    store.silentFor = 31_000;
    expect((await client.get('/public')).text).toBe('a cookie nobody looked at');
    expect((await app.client().get('/me')).text).toBe('nobody');
    expect((await app.client().post('/visit')).text).toBe('1');
  });

  it('takes a cookie that does not open for none, as ever', async () => {
    store.silentFor = 31_000;
    expect((await app.client().get('/me', { cookie: 'session=forged' })).text).toBe('nobody');
  });

  it('answers 503 also where an exception filter asks again', async () => {
    const client = await signedIn(app.client());
    store.silentFor = 31_000;
    const reply = await client.get('/greeting');
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
  });

  it('answers the same where the session comes in a header', async () => {
    const value = app.get(SessionService).seal({ user: { id: 'ada' } });
    const send = () => app.client().get('/by-header', { headers: { 'x-session': value } });
    expect((await send()).json).toEqual({ user: { id: 'ada' } });
    store.silentFor = 31_000;
    const reply = await send();
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
  });

  it('shows in health', () => {
    const sessions = app.get(SessionService);
    expect(sessions.health()).toEqual({
      sessions: { status: 'up', staleMs: 0, revoked: expect.any(Number) },
    });
    store.silentFor = 31_000;
    expect(sessions.health('cookies').cookies).toMatchObject({ status: 'down' });
    expect(sessions.health().sessions!.staleMs).toBeGreaterThanOrEqual(31_000);
  });
});

describe.each(platforms)('a store that is silent too long, policy open ($title)', (platform) => {
  const store = new SharedStore();
  store.policy = 'open';
  const stale = useEvents('stale');
  const app = useApp(platform, { controllers, session: { revocation: store, subject } });

  it('goes on with what is known, and reports it', async () => {
    const client = await signedIn(app.client());
    store.silentFor = 31_000;
    expect((await client.get('/me')).text).toBe('ada');
    expect(stale).toEqual([{ cookieName: 'session', policy: 'open', staleMs: expect.any(Number) }]);
    expect(logs.of('error')).toEqual([expect.stringContaining('sessions are taken as they are')]);
    expect(app.get(SessionService).health().sessions!.status).toBe('down');
  });
});

describe.each(platforms)('every-response renewal with a silent store ($title)', (platform) => {
  const store = new SharedStore();
  const app = useApp(platform, {
    controllers,
    session: { revocation: store, subject, rolling: 'every-response' },
  });

  it('renews nothing, and keeps other pages open', async () => {
    const client = await signedIn(app.client());
    store.silentFor = 31_000;
    const open = await client.get('/public');
    expect([open.status, open.setCookies]).toEqual([200, []]);
    expect((await client.get('/me')).status).toBe(503);
  });
});

describe.each(platforms)('a socket and a silent store ($title)', (platform) => {
  const store = new SharedStore();
  const app = useApp(platform, {
    controllers,
    providers: [NamesGateway],
    session: { revocation: store, subject },
    prepare: (nest) => nest.useWebSocketAdapter(ws.adapter(nest)),
  });

  it('is told who it is while the store speaks, and nobody once the session is revoked', async () => {
    const client = await signedIn(app.client());
    await withSocket(ws, app.port, client, async (socket) => {
      expect(await socket.ask('who')).toEqual({ user: { id: 'ada' } });
      await app.get(SessionService).revokeAll('ada');
      expect(await socket.ask('who')).toEqual({});
    });
  });

  it('is refused while its session cannot be checked', async () => {
    const client = await signedIn(app.client());
    await withSocket(ws, app.port, client, async (socket) => {
      expect(await socket.ask('who')).toEqual({ user: { id: 'ada' } });
      store.silentFor = 31_000;
      const answers: unknown[] = [];
      void socket.ask('who').then((heard) => answers.push(heard));
      await logs.waitFor('error', /ERR_SESSION_STALE/);
      expect(answers).toEqual([]);
      store.silentFor = 0;
      expect(await socket.ask('who')).toEqual({ user: { id: 'ada' } });
    });
  });
});
