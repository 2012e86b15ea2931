import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { HttpServer } from '@nestjs/common';
import type { HttpSessions } from '../connect/http-sessions.js';
import { SessionRegistry, unavailable } from '../connect/session-registry.js';
import { watchUpgrades } from '../connect/sockets.js';
import { SessionError } from '../errors.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What is used of an Express application. */
interface Express {
  /** Prototype of all its requests. */
  readonly request: object;
  use(middleware: Middleware): unknown;
}

/** What is used of a Fastify instance. */
interface Fastify {
  use?: (...args: [Middleware] | unknown[]) => unknown;
  addHook(
    name: 'onRequest' | 'preValidation',
    hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void,
  ): void;
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: FastifyReply, error: unknown, done: () => void) => void,
  ): void;
  decorateRequest(name: string, accessor: { getter: () => unknown; setter: (value: unknown) => void }): void;
  hasRequestDecorator(name: string): boolean;
}
interface FastifyRequest {
  readonly raw: IncomingMessage;
}
interface FastifyReply {
  readonly raw: ServerResponse;
}

const registries = new WeakMap<HttpServer, SessionRegistry>();

/**
 * Makes sessions of one import available on the requests of a server, before its first middleware.
 *
 * @throws {SessionError} when another import has taken the name, or the platform is neither Express nor Fastify.
 */
export function attach(adapter: HttpServer, name: string | undefined, sessions: HttpSessions): void {
  const registry = registries.get(adapter) ?? install(adapter);
  registry.add(name, sessions);
  const isFastify = adapter.getType() === 'fastify';
  if (isFastify && name === undefined) decorateRequest(adapter.getInstance() as Fastify, registry);
  if (!registry.wantsEveryRequest || entered.has(registry)) return;
  entered.add(registry);
  if (isFastify) enterAgain(adapter.getInstance() as Fastify, registry);
  else enterFirst(adapter.getInstance() as Express, registry);
}

/** @throws {SessionError} ERR_SESSION_UNAVAILABLE for a server without the module. */
export function registryOfServer(adapter: HttpServer): SessionRegistry {
  const registry = registries.get(adapter);
  if (registry === undefined) throw unavailable('this application has no CookieSessionModule');
  return registry;
}

/** Lets gateways on the server of an application read sessions. */
export function watchServer(adapter: HttpServer): void {
  const server: Server | undefined = adapter.getHttpServer();
  if (server !== undefined) watchUpgrades(server, registryOfServer(adapter));
}

const entered = new WeakSet<SessionRegistry>();

function install(adapter: HttpServer): SessionRegistry {
  const registry = new SessionRegistry();
  const instance: unknown = adapter.getInstance();
  const platform = adapter.getType();
  if (platform === 'express') Object.defineProperties((instance as Express).request, registry.properties);
  else if (platform === 'fastify') linkRequests(instance as Fastify, registry);
  else throw unsupported(platform);
  registries.set(adapter, registry);
  return registry;
}

function unsupported(platform: string): SessionError {
  return new SessionError(
    'ERR_SESSION_UNAVAILABLE',
    `CookieSessionModule works on Express and Fastify, not on ${platform}.`,
  );
}

/** Express needs no middleware of ours for `request.session`; only what wants every request does. */
function enterFirst(express: Express, registry: SessionRegistry): void {
  express.use((request, response, next) => registry.enter(request, response, next));
}

/** Reading a body leaves the asynchronous context that the first hook entered. */
function enterAgain(fastify: Fastify, registry: SessionRegistry): void {
  fastify.addHook('preValidation', (request, reply, done) => registry.enter(request.raw, reply.raw, done));
}

/**
 * Middleware on Fastify sees raw requests, which have no prototype of the application's own. The hook links each one to
 * its response. Where Nest registered @fastify/middie before any provider existed, its hook runs before ours: then
 * the first middleware, if there ever is one, is preceded by ours. Else all of it comes behind our hook.
 */
function linkRequests(fastify: Fastify, registry: SessionRegistry): void {
  const first: Middleware = (request, response, next) => registry.enterMiddleware(request, response, next);
  const { use } = fastify;
  const enter: Middleware = use === undefined ? first : (...args) => registry.enter(...args);
  fastify.addHook('onRequest', (request, reply, done) => enter(request.raw, reply.raw, done));
  // The adapter's own hooks come first, CSRF protection among them: what they refuse goes to the error handler at once.
  fastify.addHook('onError', (request, reply, _, done) => registry.enter(request.raw, reply.raw, done));
  if (use === undefined) return;
  fastify.use = function (this: Fastify, ...args) {
    fastify.use = use;
    use.call(this, first);
    return use.apply(this, args);
  };
}

/** @throws {SessionError} when a Fastify plugin for sessions is there already. */
function decorateRequest(fastify: Fastify, registry: SessionRegistry): void {
  if (fastify.hasRequestDecorator('session')) {
    throw new SessionError(
      'ERR_SESSION_NAME_TAKEN',
      'Another Fastify plugin decorates request.session. Remove it, or import CookieSessionModule with a name.',
    );
  }
  fastify.decorateRequest('session', {
    getter(this: FastifyRequest) {
      return registry.read(this.raw);
    },
    setter(this: FastifyRequest, data: unknown) {
      registry.assign(this.raw, data);
    },
  });
}
