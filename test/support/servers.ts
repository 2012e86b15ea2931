import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createRequire } from 'node:module';
import type { Server } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll } from '@jest/globals';
import connect from 'connect';
import express from 'express';
import type { Session } from '../../lib/index.js';
import { Client } from './browser.js';
import { Http2Client } from './http2-client.js';
import type { Data } from './session.controller.js';

type Next = (error?: unknown) => void;
export interface Request extends IncomingMessage {
  get session(): Session<Data>;
  set session(data: Data | null);
}
export type Middleware = (request: Request, response: ServerResponse, next: Next) => unknown;

/** Neither has types of its own that stand beside those of Express 5. */
const require = createRequire(import.meta.url);
const express4: typeof express = require('express4');

/** A server that is not Nest's, and takes middleware. */
export interface ServerKind {
  readonly title: string;
  listener(chain: readonly Middleware[]): RequestListener;
  readonly create: (listener: RequestListener) => Server;
  readonly client: (port: number) => Pick<Client, 'get' | 'post' | 'jar' | 'cookies' | 'cookieNames'>;
}

const http1 = { create: createServer, client: (port: number) => new Client(port) };

const use = <App extends { use(middleware: any): unknown }>(app: App, chain: readonly Middleware[]): App => {
  chain.forEach((middleware) => app.use(middleware));
  return app;
};

/** What `next` does, where there is no framework. */
function run([first, ...rest]: readonly Middleware[], request: Request, response: ServerResponse): void {
  const next: Next = (error) => {
    if (error === undefined) return run(rest, request, response);
    response.statusCode = 500;
    response.end(error instanceof Error ? error.message : 'failed');
  };
  first?.(request, response, next);
}

const byHand = (chain: readonly Middleware[]): RequestListener => {
  return (request: any, response) => run(chain, request, response);
};

/** Compatible with node:http's, as Node's documentation calls it. */
const createHttp2 = (listener: any): Server => createHttp2Server(listener);

export const serverKinds = [
  { title: 'connect', ...http1, listener: (chain) => use(connect(), chain) },
  { title: 'express 4', ...http1, listener: (chain) => use(express4(), chain) },
  { title: 'express 5', ...http1, listener: (chain) => use(express(), chain) },
  { title: 'node:http', ...http1, listener: byHand },
  { title: 'node:http2', listener: byHand, create: createHttp2, client: (port) => new Http2Client(port) },
] as const satisfies ServerKind[];

export class TestServer {
  readonly #server: Server;

  constructor(
    readonly kind: ServerKind,
    chain: readonly Middleware[],
  ) {
    this.#server = kind.create(kind.listener(chain));
  }

  get port(): number {
    const address: any = this.#server.address();
    return address.port;
  }

  client = () => this.kind.client(this.port);

  start(): Promise<void> {
    return new Promise((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): Promise<void> {
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}

/** Starts a server before the tests of a describe block, and closes it after them. */
export function useServer(kind: ServerKind, chain: readonly Middleware[]): TestServer {
  const server = new TestServer(kind, chain);
  beforeAll(() => server.start());
  afterAll(() => server.close());
  return server;
}

/** Handlers by path; for any other path, the next middleware. */
export const routes = (handlers: Record<string, Middleware>): Middleware => {
  return (request, response, next) => {
    const handler = handlers[request.url ?? ''];
    return handler ? handler(request, response, next) : next();
  };
};

/** GET and POST /session: lets a test look at the session, and fill it. */
export const sessionRoute: Middleware = routes({
  '/session': async (request, response) => {
    if (request.method === 'POST') Object.assign(request.session, JSON.parse(await readText(request)));
    response.end(JSON.stringify(request.session));
  },
});
