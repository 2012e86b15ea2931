import { describe, expect, it } from '@jest/globals';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Session, SessionService } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { forward, SECOND, useClock } from '../support/clock.js';
import { useEvents } from '../support/events.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { answer, transports, withSocket } from '../support/sockets.js';

// Short: the client of socket.io gives a connection up when the clock jumps by more than 45 seconds.
const TIMEOUT = 10 * SECOND;
const RENEW_AFTER = SECOND;
const ABSOLUTE = 30 * SECOND;

@WebSocketGateway()
class LongGateway {
  constructor(private readonly sessions: SessionService) {}

  @SubscribeMessage('read')
  read(@Session() session: Session<Data>): unknown {
    return answer({ ...session });
  }

  @SubscribeMessage('change')
  change(@Session() session: Session<Data>): unknown {
    try {
      session.user = 'grace';
      return answer('changed');
    } catch (error) {
      return answer((error as { code?: string }).code);
    }
  }

  handleConnection(client: object): void {
    this.sessions.get(client);
  }
}

const legs = platforms.flatMap((platform) =>
  transports.map((transport) => [`${transport.title} on ${platform.title}`, platform, transport] as const),
);

describe.each(legs)('a socket that outlives its session (%s)', (_, platform, transport) => {
  useClock();
  const events = useEvents('rejected');
  const app = useApp(platform, {
    session: { timeout: TIMEOUT, absoluteTimeout: ABSOLUTE },
    providers: [LongGateway],
    prepare: (nest) => nest.useWebSocketAdapter(transport.adapter(nest)),
  });

  it('reads it up to the end, and an empty one from then on', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    await withSocket(transport, app.port, client, async (socket) => {
      forward(TIMEOUT + RENEW_AFTER - 1);
      expect(await socket.ask('read')).toEqual({ user: 'ada' });
      forward(1);
      expect(await socket.ask('read')).toEqual({});
      forward(SECOND);
      expect(await socket.ask('read')).toEqual({});
    });
    expect(events.map(({ reason }) => reason)).toEqual(['expired']);
  });

  it('is refused a change then too', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    await withSocket(transport, app.port, client, async (socket) => {
      forward(TIMEOUT + RENEW_AFTER);
      expect(await socket.ask('change')).toBe('ERR_SESSION_READ_ONLY');
    });
  });

  it('shows a session that HTTP renewed once it has connected again', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    await withSocket(transport, app.port, client, async (socket) => {
      forward(TIMEOUT);
      await client.session();
      forward(RENEW_AFTER);
      expect(await socket.ask('read')).toEqual({});
    });
    await withSocket(transport, app.port, client, async (socket) => {
      expect(await socket.ask('read')).toEqual({ user: 'ada' });
    });
  });

  it('does not read it beyond the absolute limit', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    for (const step of [9, 9, 9]) {
      forward(step * SECOND);
      await client.session();
    }
    await withSocket(transport, app.port, client, async (socket) => {
      forward(3 * SECOND - 1);
      expect(await socket.ask('read')).toEqual({ user: 'ada' });
      forward(1);
      expect(await socket.ask('read')).toEqual({});
    });
  });
});
