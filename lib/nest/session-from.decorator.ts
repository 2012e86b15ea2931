import type { IncomingMessage } from 'node:http';
import {
  applyDecorators,
  BadRequestException,
  type CanActivate,
  type ExecutionContext,
  UseGuards,
} from '@nestjs/common';
import { registryOf, responseOf } from '../connect/session-registry.js';
import { SessionError } from '../errors.js';
import { rawRequestOf } from './raw-request.js';

export interface SessionSourceOptions {
  /** Name of the request header that carries the sealed value; a renewed one comes back in the same header. */
  header: string;
  /** Name of the import, where there are several. Default: the unnamed one. */
  name?: string;
}

/**
 * On this route, or controller, the session comes in a header instead of a cookie, for clients that cannot hold cookies.
 * A request that carries a session cookie as well is answered with 400. There is no such thing for URLs: they end up
 * in logs, histories and Referer headers.
 *
 * @throws {TypeError} at once, for what is no header name, or one that means something else.
 *
 * @example
 * \@Post('upload') @SessionFrom({ header: 'x-session' }) upload(@Session() session: Session) { … }
 */
export function SessionFrom({ header, name }: SessionSourceOptions): MethodDecorator & ClassDecorator {
  const source: Source = [name, headerName(header)];
  const remember: MethodDecorator & ClassDecorator = (
    target: object,
    _?: unknown,
    method?: PropertyDescriptor,
  ) => {
    const holder: object = method?.value ?? target;
    Reflect.defineMetadata(SOURCES, [...sourcesOf(holder), source], holder);
  };
  return applyDecorators(remember, UseGuards(new HeaderSessionGuard()));
}

/** Opens the sessions that the route of a context, or else its controller, takes from headers. */
export function openFromHeaders(context: ExecutionContext, request: IncomingMessage): void {
  const sources = new Map([context.getClass(), context.getHandler()].flatMap(sourcesOf));
  if (sources.size === 0) return;
  const response = responseOf(request);
  if (response === undefined)
    throw new SessionError('ERR_SESSION_UNAVAILABLE', '@SessionFrom() is for HTTP.');
  const registry = registryOf(request);
  try {
    for (const [name, header] of sources) registry.get(name).openFromHeader(request, response, header);
  } catch (error) {
    if (!(error instanceof SessionError && error.code === 'ERR_SESSION_TAKEN_TWICE')) throw error;
    throw new BadRequestException(error.message, { cause: error });
  }
}

class HeaderSessionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    openFromHeaders(context, rawRequestOf(context));
    return true;
  }
}

/** Name of an import, and of the header that carries its session. */
type Source = [name: string | undefined, header: string];

const SOURCES = 'nestjs-sealed-session:from';

/** What decorators left on a controller or handler; an exception filter's context has neither. */
function sourcesOf(holder: object | null | undefined): Source[] {
  return holder ? ((Reflect.getMetadata(SOURCES, holder) as Source[] | undefined) ?? []) : [];
}

/** Headers that Node, proxies or browsers take for something else. */
const TAKEN = new Set(
  (
    'cookie set-cookie host connection upgrade te trailer transfer-encoding keep-alive vary date age etag location ' +
    'origin referer authorization user-agent cache-control'
  ).split(' '),
);
const TAKEN_FAMILY = /^(?:content|accept|access-control|if|proxy|sec)-/;

function headerName(header: string): string {
  const name = typeof header === 'string' ? header.toLowerCase() : '';
  // RFC 9110 section 5.1: a token.
  if (/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && !TAKEN.has(name) && !TAKEN_FAMILY.test(name)) return name;
  throw new TypeError(
    `@SessionFrom(): ${header} cannot carry a session. Use a header of your own, such as "x-session".`,
  );
}
