import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import cookieSessionLibrary from 'cookie-session';
import express from 'express';
import { getIronSession } from 'iron-session-8';
import { cookieSession } from '../../lib/legacy/cookie-session.js';
import { expressSession, type ExpressSessionOptions } from '../../lib/legacy/express-session.js';
import { ironSession } from '../../lib/legacy/iron-session.js';
import type { ExpressSessionStore } from '../../lib/legacy/session-store.js';
import type { LegacyReader } from '../../lib/legacy-reader.js';

/** What is used of the package, which has no types of its own. */
interface ExpressSession {
  (options: object): Middleware;
  readonly MemoryStore: new () => MemoryStore;
}
interface MemoryStore extends ExpressSessionStore {
  readonly sessions: Readonly<Record<string, string>>;
}
const expressSessionLibrary = createRequire(import.meta.url)('express-session') as ExpressSession;

type Middleware = (request: any, response: any, next: (error?: unknown) => void) => unknown;
type ReaderOptions = Partial<Omit<ExpressSessionOptions, 'secret' | 'store' | 'cookieName'>>;

/** The sessions of an application that is to move, by the library it has. */
export interface OldSessions {
  /** What a browser holds once it has signed in, in their order. */
  readonly cookieNames: readonly string[];
  /** Puts `session` on the request, as the library's own documentation shows. */
  readonly middleware: Middleware;
  /** Reads them in the application that comes after. */
  readonly reader: (options?: ReaderOptions) => LegacyReader;
}

const newKey = () => randomBytes(32).toString('base64url');
const until = '2099-01-01';

function ofCookieSession(): OldSessions {
  const keys = [newKey(), newKey()];
  return {
    cookieNames: ['shop', 'shop.sig'],
    middleware: cookieSessionLibrary({ name: 'shop', keys }) as Middleware,
    reader: (options) => cookieSession({ until, keys, cookieName: 'shop', ...options }),
  };
}

function ofIronSession(): OldSessions {
  const settings = { cookieName: 'shop', password: newKey() };
  return {
    cookieNames: ['shop'],
    middleware: async (request, response, next) => {
      const cookieOptions = { secure: false };
      request.session = await getIronSession(request, response, { ...settings, cookieOptions });
      next();
    },
    reader: (options) => ironSession({ until, ...settings, ...options }),
  };
}

export interface StoredSessions extends OldSessions {
  /** The ids that the store holds: it outlives the application, as a Redis does. */
  stored(): string[];
}

export function ofExpressSession(): StoredSessions {
  const secret = newKey();
  const store = new expressSessionLibrary.MemoryStore();
  return {
    cookieNames: ['connect.sid'],
    middleware: expressSessionLibrary({ secret, store, resave: false, saveUninitialized: false }),
    reader: (options) => expressSession({ until, secret, store, ...options }),
    stored: () => Object.keys(store.sessions),
  };
}

/** Each library, as a new application has it: with secrets, and a store, of its own. */
export const oldLibraries: ReadonlyArray<{ library: string; install: () => OldSessions }> = [
  { library: 'cookie-session', install: ofCookieSession },
  { library: 'iron-session', install: ofIronSession },
  { library: 'express-session', install: ofExpressSession },
];

/**
 * Runs an Express application with these sessions for the length of one function. Its pages are those of
 * `MemberController`: the same site, before it moved.
 */
export async function withOldApp<T>(
  { middleware }: OldSessions,
  use: (port: number) => Promise<T>,
  port = 0,
): Promise<T> {
  const server = createServer(pages(express().use(middleware)));
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    await stop(server);
  }
}

function pages(app: express.Express): (request: IncomingMessage, response: ServerResponse) => void {
  app.post('/sign-in/:user', async ({ session, params }: any, response) => {
    session.user = { id: params.user };
    session.basket = ['tea'];
    // cookie-session writes by itself; the others do not, or can.
    await session.save?.();
    response.send('ok');
  });
  app.get('/me', ({ session }: any, response) => response.send(session.user?.id ?? 'nobody'));
  return app;
}

/** A browser keeps connections open, which would hold the port. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
