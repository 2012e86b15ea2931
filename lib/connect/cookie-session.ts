import type { IncomingMessage, ServerResponse } from 'node:http';
import { SessionError } from '../errors.js';
import type { CookieSessionOptions } from '../options.js';
import type { SessionLog } from '../session-log.js';
import type { SessionMethods, SessionReadings } from '../session/session-object.js';
import { createManager } from './create-manager.js';
import { HttpSessions } from './http-sessions.js';
import { SessionRegistry } from './session-registry.js';
import { Revocations } from '../session/revocations.js';

/** The module's options, and those of cookie-sessions (Connect, 2010) by their names of then. */
export interface ConnectSessionOptions extends CookieSessionOptions {
  /** The same as `cookie.name`. */
  session_key?: string;
  /** The same as `cookie.path`. */
  path?: string;
  /** The same as `cookie.domain`. */
  domain?: string;
  /** Where warnings and errors go that no exception can carry. Default: console. */
  log?: SessionLog;
}

/** A middleware for connect, Express, and whatever hands out Node's request and response. */
export interface ConnectMiddleware {
  (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void;
  /** Ends sessions and lists devices, once the store is there. Rejects without the option `revocation`. */
  readonly revocations: Promise<Revocations>;
  /** Lets go of the store of revocations, so that the process can end. */
  close(): Promise<void>;
}

/** A request behind the middleware. */
export interface SessionRequest<Data = Record<string, any>> extends IncomingMessage {
  get session(): Data & SessionMethods & Omit<SessionReadings, keyof Data>;
  /** Replaces the data; null ends the session. */
  set session(data: Data | null | undefined);
}

/**
 * Sealed sessions as `request.session`, without Nest: the same cookies, so a Nest application and others share a session.
 *
 * @throws {SessionError} at once, for options that cannot work.
 *
 * @example
 * app.use(cookieSession({ secret: process.env.SESSION_SECRET, timeout: 24 * 60 * 60 * 1000 }));
 */
export function cookieSession(options: ConnectSessionOptions): ConnectMiddleware {
  const { log = console, ...sessionOptions } = { ...options };
  const registry = new SessionRegistry();
  let ready = false;
  const opening = createManager(modernize(sessionOptions), undefined, log).then((manager) => {
    registry.add(undefined, new HttpSessions(manager, log));
    ready = true;
    return manager;
  });
  const revocations = opening.then((manager) => new Revocations(manager));
  // Each request hears of it, and whoever waits for these.
  revocations.catch(() => {});
  const middleware = (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ) => {
    if (ready) registry.enterMiddleware(request, response, next);
    else opening.then(() => registry.enterMiddleware(request, response, next), next);
  };
  return Object.assign(middleware, { revocations, close: async () => (await opening).close() });
}

/** Options under the names they have today. */
function modernize({ session_key, path, domain, ...options }: ConnectSessionOptions): CookieSessionOptions {
  const old = { name: session_key, path, domain };
  const named = Object.entries(old).filter(([, value]) => value !== undefined);
  if (named.length === 0) return options;
  const twice = named.find(([key]) => key in (options.cookie ?? {}));
  if (twice) {
    throw new SessionError(
      'ERR_SESSION_OPTION_INVALID',
      `cookieSession: cookie.${twice[0]} is given twice. Keep one.`,
    );
  }
  return { ...options, cookie: { ...options.cookie, ...Object.fromEntries(named) } };
}
