import { describe, expect, it } from '@jest/globals';
import { type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { CookieSessionModule, Session, SessionService } from '../../lib/index.js';
import { newSecret, useApp } from '../support/app.js';
import { useEvents } from '../support/events.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { answer, transports, withSocket } from '../support/sockets.js';

type Stored = Session<Record<string, any>>;

/** Everything that changes a session, by the name of the message that asks for it. */
const changes: Record<string, (session: Stored) => unknown> = {
  'a property': (session) => (session.user = 'grace'),
  'a new property': (session) => (session.views = 1),
  'a nested property': (session) => (session.basket.tea = 2),
  'a list': (session) => session.notes.push('b'),
  'an object in a list': (session) => (session.notes[0].text = 'b'),
  'a deleted property': (session) => delete session.user,
  'Object.assign': (session) => Object.assign(session, { user: 'grace' }),
  'Object.defineProperty': (session) => Object.defineProperty(session, 'user', { value: 'grace' }),
  'Object.freeze': (session) => Object.freeze(session.basket),
  regenerate: (session) => session.regenerate(),
  destroy: (session) => session.destroy(),
  save: (session) => session.save(),
  touch: (session) => session.touch({ timeout: 1000 }),
  reload: (session) => session.reload(),
  'a flash message': (session) => session.flash('notice', 'hello'),
  'flash messages taken': (session) => session.flash('notice'),
  'a callback': (session) =>
    new Promise((resolve, reject) => {
      const done = (error?: unknown): void =>
        error === undefined ? resolve(undefined) : reject(error as Error);
      session.destroy(done).catch(reject);
    }),
};

@Injectable()
class SignedIn implements CanActivate {
  constructor(private readonly sessions: SessionService) {}

  canActivate(context: ExecutionContext): boolean {
    return this.sessions.get<Data>(context).user === 'ada';
  }
}

@WebSocketGateway()
class NotesGateway {
  /** What the sessions were when sockets came and went, oldest first. */
  readonly connected: Data[] = [];
  readonly disconnected: Data[] = [];

  constructor(private readonly sessions: SessionService) {}

  handleConnection(client: object): void {
    this.connected.push({ ...this.sessions.get<Data>(client) });
  }

  handleDisconnect(client: object): void {
    this.disconnected.push({ ...this.sessions.get<Data>(client) });
  }

  @SubscribeMessage('read')
  read(@Session() session: Stored): unknown {
    return answer(session);
  }

  @SubscribeMessage('visitor')
  visitor(@Session('visitor') session: Stored): unknown {
    return answer({ ...session });
  }

  @SubscribeMessage('guarded')
  @UseGuards(SignedIn)
  guarded(): unknown {
    return answer('welcome');
  }

  @SubscribeMessage('shape')
  shape(@Session() session: Stored): unknown {
    const { id, cookie, notes } = session;
    const found = notes.find(({ text }: Data) => text === 'a');
    return answer({ id, path: cookie.path, ends: cookie.expires > new Date(), at: notes.indexOf(found) });
  }

  @SubscribeMessage('change')
  async change(@MessageBody() name: string, @Session() session: Stored): Promise<unknown> {
    try {
      await changes[name]?.(session);
      return answer('nothing was thrown');
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      return answer({ code, message, after: session });
    }
  }

  @SubscribeMessage('careless')
  careless(@Session() session: Stored): void {
    session.user = 'grace';
  }
}

const legs = platforms.flatMap((platform) =>
  transports.map((transport) => [`${transport.title} on ${platform.title}`, platform, transport] as const),
);

describe.each(legs)('gateways (%s)', (_, platform, transport) => {
  const events = useEvents('rejected');
  const { interceptor } = platform;
  const app = useApp(platform, {
    imports: [CookieSessionModule.forRoot({ name: 'visitor', secret: newSecret(), interceptor })],
    providers: [NotesGateway],
    prepare: (nest) => nest.useWebSocketAdapter(transport.adapter(nest)),
  });
  const stored: Data = { user: 'ada', basket: { tea: 1 }, notes: [{ text: 'a' }] };

  it('read the session of the request that connected, on connection and on each message', async () => {
    const client = app.client();
    await client.write(stored);
    await withSocket(transport, app.port, client, async (socket) => {
      expect(app.get(NotesGateway).connected.at(-1)).toEqual(stored);
      expect(await socket.ask('read')).toEqual(stored);
      expect(await socket.ask('read')).toEqual(stored);
    });
  });

  it('read an empty session where the client has none, or one that does not open', async () => {
    for (const cookie of ['', 'session=forged', 'session.0=02AAAAAAAAx; session=']) {
      await withSocket(transport, app.port, cookie, async (socket) => {
        expect(await socket.ask('read')).toEqual({});
      });
    }
    expect(events.length).toBeGreaterThan(1);
  });

  it('keep two clients apart', async () => {
    const [ada, grace] = [app.client(), app.client()];
    await ada.write({ user: 'ada' });
    await grace.write({ user: 'grace' });
    await withSocket(transport, app.port, ada, (first) =>
      withSocket(transport, app.port, grace, async (second) => {
        const [one, two] = await Promise.all([first.ask('read'), second.ask('read')]);
        expect([one, two]).toEqual([{ user: 'ada' }, { user: 'grace' }]);
      }),
    );
  });

  it('refuse every change, and say what to do instead', async () => {
    const client = app.client();
    await client.write(stored);
    await withSocket(transport, app.port, client, async (socket) => {
      for (const change of Object.keys(changes)) {
        expect({ change, ...(await socket.ask('change', change)) }).toEqual({
          change,
          code: 'ERR_SESSION_READ_ONLY',
          message: expect.stringMatching(/HTTP request that changes the session, and connect again/),
          after: stored,
        });
      }
    });
    expect(await client.session()).toEqual(stored);
  });

  it('log a change that nobody catches, and go on', async () => {
    const client = app.client();
    await client.write(stored);
    await withSocket(transport, app.port, client, async (socket) => {
      void socket.ask('careless');
      await logs.waitFor('error', /ERR_SESSION_READ_ONLY|connect again/);
    });
    expect(await client.session()).toEqual(stored);
  });

  it('show a change that HTTP made once the client has connected again', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    await withSocket(transport, app.port, client, async (socket) => {
      await client.write({ user: 'grace' });
      expect(await socket.ask('read')).toEqual({ user: 'ada' });
    });
    await withSocket(transport, app.port, client, async (socket) => {
      expect(await socket.ask('read')).toEqual({ user: 'grace' });
    });
  });

  it('give guards the session', async () => {
    const client = app.client();
    await client.write(stored);
    const welcome = withSocket(transport, app.port, client, (socket) => socket.ask('guarded'));
    expect(await welcome).toBe('welcome');
  });

  it('have each import by its name', async () => {
    const visitors = app.get<SessionService>('SessionService:visitor');
    const cookie = `session-visitor=${visitors.seal({ seen: true })}`;
    await withSocket(transport, app.port, cookie, async (socket) => {
      expect([await socket.ask('visitor'), await socket.ask('read')]).toEqual([{ seen: true }, {}]);
    });
  });

  it('read id, cookie and nested objects as they are', async () => {
    const client = app.client();
    await client.write(stored);
    const shape = await withSocket(transport, app.port, client, (socket) => socket.ask('shape'));
    expect(shape).toEqual({ id: expect.stringMatching(/^[\w-]{22}$/), path: '/', ends: true, at: 0 });
  });

  it('still read it when the socket is closed', async () => {
    const client = app.client();
    await client.write({ user: 'linus' });
    await withSocket(transport, app.port, client, (socket) => socket.ask('read'));
    const gateway = app.get(NotesGateway);
    while (gateway.disconnected.at(-1)?.user !== 'linus') await new Promise((r) => setTimeout(r, 10));
  });
});
