import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { registryOf, responseOf } from '../connect/session-registry.js';
import { rawRequestOf } from './raw-request.js';
import { openFromHeaders } from './session-from.decorator.js';

/**
 * For routes that must be exact, such as a payment or a change of the password: the store of revocations itself is asked
 * about the session before the handler runs, instead of what this process has heard. Answers 401 for a session that turns
 * out to be revoked, and 503 with Retry-After where the store cannot be asked, whatever the policy. A request without a
 * session passes.
 *
 * @param name of the import, where there are several; absent: the unnamed one.
 *
 * @example
 * \@Post('transfer') @FreshSession() transfer(@Session() session: Session) { … }
 */
export function FreshSession(name?: string): MethodDecorator & ClassDecorator {
  return applyDecorators(UseGuards(new FreshSessionGuard(name)));
}

class FreshSessionGuard implements CanActivate {
  constructor(private readonly name: string | undefined) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = rawRequestOf(context);
    openFromHeaders(context, request);
    if (await registryOf(request).get(this.name).confirm(request, responseOf(request))) return true;
    throw new UnauthorizedException('The session was revoked.');
  }
}
