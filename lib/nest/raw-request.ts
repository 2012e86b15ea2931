import type { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { SessionError } from '../errors.js';

/** Whatever leads to a request: an Express, Fastify or raw one, or the context of a guard, interceptor or handler. */
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
      'its ExecutionContext.',
  );
}

/** The raw request behind a source, if there is one. */
export function findRawRequest(source: SessionSource): IncomingMessage | undefined {
  const request = isExecutionContext(source) ? requestOfContext(source) : source;
  const raw = (request as { raw?: unknown } | undefined)?.raw ?? request;
  return isRequest(raw) ? raw : undefined;
}

function requestOfContext(context: ExecutionContext): unknown {
  const type: string = context.getType();
  if (type === 'http') return context.switchToHttp().getRequest();
  // @nestjs/graphql: (root, args, context, info), and its drivers put the request into the context.
  if (type === 'graphql') return context.getArgByIndex<{ req?: unknown } | undefined>(2)?.req;
  return undefined;
}

function isExecutionContext(source: SessionSource): source is ExecutionContext {
  return typeof (source as Partial<ExecutionContext>).switchToHttp === 'function';
}

function isRequest(value: unknown): value is IncomingMessage {
  return (
    typeof value === 'object' && value !== null && typeof (value as IncomingMessage).headers === 'object'
  );
}
