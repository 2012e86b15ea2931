import { type ArgumentsHost, Catch, type ExceptionFilter, type FactoryProvider } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { SessionError } from '../../lib/index.js';

/** Answers with the code of the error, so that a test sees what a filter sees. */
@Catch(SessionError)
class ShowCodeFilter implements ExceptionFilter<SessionError> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch({ code }: SessionError, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { code }, 507);
  }
}

/** `providers: [showCode]` */
export const showCode: FactoryProvider = {
  provide: APP_FILTER,
  useFactory: (host: HttpAdapterHost) => new ShowCodeFilter(host),
  inject: [HttpAdapterHost],
};
