import {
  applyDecorators,
  BadRequestException,
  type CanActivate,
  type ExecutionContext,
  InternalServerErrorException,
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
  const lower = header.toLowerCase();
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(lower) || TAKEN.has(lower)) {
    throw new TypeError(
      `SessionFrom: ${header} cannot carry a session. Use a header of your own, such as "x-session".`,
    );
  }
  return applyDecorators(UseGuards(new HeaderSessionGuard(lower, name)));
}

const TAKEN = new Set([
  'cookie',
  'set-cookie',
  'host',
  'content-length',
  'content-type',
  'connection',
  'vary',
]);

class HeaderSessionGuard implements CanActivate {
  constructor(
    private readonly header: string,
    private readonly name: string | undefined,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = rawRequestOf(context);
    const response = responseOf(request);
    if (response === undefined) throw new InternalServerErrorException();
    try {
      registryOf(request).get(this.name).openFromHeader(request, response, this.header);
    } catch (error) {
      if (error instanceof SessionError && error.code === 'ERR_SESSION_TAKEN_TWICE') {
        throw new BadRequestException(error.message, { cause: error });
      }
      throw error;
    }
    return true;
  }
}
