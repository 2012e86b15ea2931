import { once } from 'node:events';
import type { INestApplication, WebSocketAdapter } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Client } from './browser.js';

/** A socket as a browser has it: sends a message, and gets the answer of the gateway. */
export interface TestSocket {
  ask(message: string, data?: unknown): Promise<any>;
  close(): Promise<void>;
}

/** A way in which a page reaches a gateway. */
export interface Transport {
  readonly title: string;
  readonly adapter: (app: INestApplication) => WebSocketAdapter;
  /** Connects with the cookies that a browser holds, or with a Cookie header. */
  readonly connect: (port: number, cookie: string, path?: string) => Promise<TestSocket>;
}

/** The event under which gateways of the suites answer. */
const ANSWER = 'answer';

/** What a handler returns to answer on every transport. */
export const answer = (data: unknown) => ({ event: ANSWER, data });

export const ws: Transport = {
  title: 'ws',
  adapter: (app) => new WsAdapter(app),
  connect: async (port, cookie, path = '/') => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { cookie } });
    socket.setMaxListeners(0);
    await once(socket, 'open');
    return {
      ask: (event, data) =>
        new Promise((resolve) => {
          socket.on('message', (text: Buffer) => {
            const message = JSON.parse(String(text));
            // Exceptions arrive as messages too.
            if (message.event === ANSWER) resolve(message.data);
          });
          socket.send(JSON.stringify({ event, data }));
        }),
      close: async () => {
        const closed = once(socket, 'close');
        socket.close();
        await closed;
      },
    };
  },
};

const socketIo = (...by: Array<'polling' | 'websocket'>): Transport => ({
  title: `socket.io by ${by.join(', then ')}`,
  adapter: (app) => new IoAdapter(app),
  connect: async (port, cookie, path = '/') => {
    const socket = io(`http://127.0.0.1:${port}${path}`, {
      transports: by,
      extraHeaders: { cookie },
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('connect_error', reject);
    });
    return {
      ask: (event, data) =>
        new Promise((resolve) => {
          socket.once(ANSWER, resolve).emit(event, data);
        }),
      close: async () => {
        socket.disconnect();
      },
    };
  },
});

export const polling = socketIo('polling');

export const transports: readonly Transport[] = [
  ws,
  socketIo('websocket'),
  polling,
  socketIo('polling', 'websocket'),
];

/** Connects as a page of this browser does, and closes when `use` is done. */
export async function withSocket<T>(
  { connect }: Transport,
  port: number,
  browser: Client | string,
  use: (socket: TestSocket) => Promise<T>,
  path?: string,
): Promise<T> {
  const socket = await connect(
    port,
    typeof browser === 'string' ? browser : await browser.cookies('/'),
    path,
  );
  try {
    return await use(socket);
  } finally {
    await socket.close();
  }
}
