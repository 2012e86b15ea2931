import { Catch, UnauthorizedException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Whoever may not see a page is led to the door; the guard has noted where they wanted to go. */
@Catch(UnauthorizedException)
export class SignInFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_error: UnauthorizedException, host: ArgumentsHost): void {
    this.host.httpAdapter.redirect(host.switchToHttp().getResponse(), 303, '/sign-in');
  }
}
