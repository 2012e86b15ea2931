import type { IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { WebSocketServer } from 'ws';
import { Session, SessionService } from '../../lib/index.js';
import { useApp, withApp } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { answer, polling, type TestSocket, transports, withSocket, ws } from '../support/sockets.js';

/** Answers with the code of what is thrown. */
const orCode = (read: () => unknown): unknown => {
  try {
    return answer(read());
  } catch (error) {
    return answer((error as { code?: string }).code);
  }
};

/** A gateway at a port of its own; the option of the decorator is fixed when the class is made. */
function gatewayAt(port: number) {
  @WebSocketGateway(port)
  class OwnPortGateway {
    private readonly requests = new WeakMap<object, IncomingMessage>();

    constructor(private readonly sessions: SessionService) {}

    handleConnection(client: { request?: IncomingMessage }, request = client.request): void {
      if (request) this.requests.set(client, request);
    }

    @SubscribeMessage('decorator')
    decorated(@Session() session: Session<Data>): unknown {
      return answer({ ...session });
    }

    @SubscribeMessage('client')
    client(client: object): unknown {
      return orCode(() => ({ ...this.sessions.get<Data>(client) }));
    }

    @SubscribeMessage('request')
    request(client: object): unknown {
      return orCode(() => ({ ...this.sessions.get<Data>(this.requests.get(client) ?? client) }));
    }

    @SubscribeMessage('change')
    change(client: object): unknown {
      return orCode(() => (this.sessions.get<Data>(this.requests.get(client) ?? client).user = 'grace'));
    }
  }
  return OwnPortGateway;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const legs = platforms.flatMap((platform) =>
  transports.map((transport) => [`${transport.title} on ${platform.title}`, platform, transport] as const),
);

describe.each(legs)('a gateway on a port of its own (%s)', (_, platform, transport) => {
  const withGateway = async (use: (port: number, cookie: string) => Promise<void>): Promise<void> => {
    const port = await freePort();
    const parts = {
      providers: [gatewayAt(port)],
      prepare: (nest: INestApplication) => nest.useWebSocketAdapter(transport.adapter(nest)),
    };
    await withApp(platform, parts, async (app) => {
      const client = app.client();
      await client.write({ user: 'ada' });
      await use(port, await client.cookies());
    });
  };

  it('reads the session of the request that handleConnection() gets', () =>
    withGateway(async (port, cookie) => {
      await withSocket(transport, port, cookie, async (socket) => {
        expect(await socket.ask('request')).toEqual({ user: 'ada' });
        expect(await socket.ask('change')).toBe('ERR_SESSION_READ_ONLY');
      });
    }));

  it('has no @Session(), and logs why', () =>
    withGateway(async (port, cookie) => {
      await withSocket(transport, port, cookie, async (socket) => {
        void socket.ask('decorator');
        const why =
          transport === ws ? /handleConnection\(\) gets/ : /through no server with CookieSessionModule/;
        await logs.waitFor('error', why);
        expect(await socket.ask('request')).toEqual({ user: 'ada' });
      });
    }));

  it('finds it by the socket with socket.io, and says what to pass with ws', () =>
    withGateway(async (port, cookie) => {
      await withSocket(transport, port, cookie, async (socket) => {
        const expected = transport === ws ? 'ERR_SESSION_UNAVAILABLE' : { user: 'ada' };
        expect(await socket.ask('client')).toEqual(expected);
      });
    }));
});

type IoOptions = Parameters<IoAdapter['createIOServer']>[1];

/** Asks for the session while the handshake can still be refused. */
class AskingAdapter extends IoAdapter {
  constructor(private readonly nest: INestApplication) {
    super(nest);
  }

  override createIOServer(port: number, options?: IoOptions) {
    const allowRequest = (request: IncomingMessage, done: (error: null, allowed: boolean) => void): void =>
      done(null, this.nest.get(SessionService, { strict: false }).get<Data>(request).user === 'ada');
    return super.createIOServer(port, { ...options, allowRequest } as IoOptions);
  }
}

class Gateway {
  @SubscribeMessage('read')
  read(@Session() session: Session<Data>): unknown {
    return answer({ ...session });
  }

  @SubscribeMessage('change')
  change(@Session() session: Session<Data>): unknown {
    return orCode(() => (session.user = 'grace'));
  }
}

@WebSocketGateway()
class PlainGateway extends Gateway {}

@WebSocketGateway({ path: '/notes' })
class PathGateway extends Gateway {}

@WebSocketGateway({ namespace: 'chat' })
class NamespaceGateway extends Gateway {}

describe.each(platforms)('a gateway on the server of the application ($title)', (platform) => {
  it.each([
    ['a path', PathGateway, ws, '/notes'],
    ['a namespace', NamespaceGateway, polling, '/chat'],
  ])('reads the session with %s of its own', (_, gateway, transport, path) =>
    withApp(
      platform,
      { providers: [gateway], prepare: (nest) => nest.useWebSocketAdapter(transport.adapter(nest)) },
      async (app) => {
        const client = app.client();
        await client.write({ user: 'ada' });
        const read = (socket: TestSocket) => socket.ask('read');
        expect(await withSocket(transport, app.port, client, read, path)).toEqual({ user: 'ada' });
      },
    ),
  );

  it('leaves it readable for a WebSocketServer that the application adds while it runs', () =>
    withApp(platform, {}, async (app) => {
      const server = new WebSocketServer({ server: app.nest.getHttpServer() });
      const sessions = app.get(SessionService);
      server.on('connection', (socket) =>
        socket.on('message', () => socket.send(JSON.stringify(answer(sessions.get(socket))))),
      );
      const client = app.client();
      await client.write({ user: 'ada' });
      const read = (socket: TestSocket) => socket.ask('read');
      expect(await withSocket(ws, app.port, client, read)).toEqual({ user: 'ada' });
      server.close();
    }));

  it('reads it, and only that, where the handshake was asked about it already', () =>
    withApp(
      platform,
      { providers: [PlainGateway], prepare: (nest) => nest.useWebSocketAdapter(new AskingAdapter(nest)) },
      async (app) => {
        const client = app.client();
        await expect(polling.connect(app.port, '')).rejects.toThrow();
        await client.write({ user: 'ada' });
        await withSocket(polling, app.port, client, async (socket) => {
          expect(await socket.ask('change')).toBe('ERR_SESSION_READ_ONLY');
          expect(await socket.ask('read')).toEqual({ user: 'ada' });
        });
        expect(await client.session()).toEqual({ user: 'ada' });
      },
    ));
});

/** A request that offers to go on with HTTP/2, as curl --http2 sends it. */
const H2C =
  'GET /session HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n' +
  'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n';

describe.each(platforms)('an application without gateways ($title)', (platform) => {
  const app = useApp(platform);

  it('answers a request that offers an upgrade as it answers any other', async () => {
    const socket = connect(app.port, '127.0.0.1').setEncoding('utf8');
    socket.write(H2C);
    let text = '';
    while (!text.includes('\r\n\r\n{}')) text += String((await once(socket, 'data'))[0]);
    socket.destroy();
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('has no listener for upgrades', () => {
    expect(app.nest.getHttpServer().listenerCount('upgrade')).toBe(0);
  });
});
