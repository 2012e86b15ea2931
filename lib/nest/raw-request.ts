import type { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { requestOfSocket } from '../connect/sockets.js';
import { SessionError } from '../errors.js';

/**
 * Whatever leads to a request: an Express, Fastify or raw one, a socket of ws or socket.io, or the context of a guard,
 * interceptor or handler.
 */
export type SessionSource = object;

/**
 * The raw request behind a source.
 *
 * @throws {SessionError} ERR_SESSION_UNAVAILABLE when there is none, as in a message handler of a microservice.
 */
export function rawRequestOf(source: SessionSource): IncomingMessage {
  const request = findRawRequest(source);
  if (request !== undefined) return request;
  throw new SessionError(
    'ERR_SESSION_UNAVAILABLE',
    'There is no HTTP request here to read a session from. Pass the request of a controller, guard or middleware, or ' +
      'its ExecutionContext; in a gateway with a port of its own, the request that handleConnection() gets.',
  );
}

/** The raw request behind a source, if there is one. */
export function findRawRequest(source: SessionSource): IncomingMessage | undefined {
  const request = isExecutionContext(source) ? requestOfContext(source) : source;
  if (typeof request !== 'object' || request === null) return undefined;
  const raw = (request as { raw?: unknown }).raw ?? request;
  return isRequest(raw) ? raw : requestOfSocket(raw as object);
}

function requestOfContext(context: ExecutionContext): unknown {
  const type: string = context.getType();
  if (type === 'http') return context.switchToHttp().getRequest();
  if (type === 'ws') return context.switchToWs().getClient();
  // @nestjs/graphql: (root, args, context, info). Where the request stands in the context is up to the driver.
  if (type === 'graphql') return requestOfGraphql(context.getArgByIndex<GraphqlContext | undefined>(2) ?? {});
  return undefined;
}

interface GraphqlContext {
  readonly req?: { readonly extra?: { readonly request?: unknown } };
  readonly request?: unknown;
  readonly reply?: { readonly request?: unknown };
  readonly extra?: { readonly request?: unknown };
}

/** Subscriptions by graphql-ws (Apollo has their context as `req`), Apollo and Yoga, mercurius. */
function requestOfGraphql({ req, request, reply, extra }: GraphqlContext): unknown {
  return extra?.request ?? req?.extra?.request ?? req ?? request ?? reply?.request;
}

export function isExecutionContext(source: SessionSource): source is ExecutionContext {
  return typeof (source as Partial<ExecutionContext>).switchToHttp === 'function';
}

function isRequest(value: unknown): value is IncomingMessage {
  return (
    typeof value === 'object' && value !== null && typeof (value as IncomingMessage).headers === 'object'
  );
}
