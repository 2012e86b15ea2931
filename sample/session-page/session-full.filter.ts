import { Catch, type ArgumentsHost } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SessionError, SessionService } from 'nestjs-sealed-session';
import { ErrorPageFilter } from '../pages/error-page.filter.js';
import { PageService } from '../pages/page.service.js';

/** Too much for one session: go back to what the browser has, and say so. */
@Catch(SessionError)
export class SessionFullFilter extends ErrorPageFilter {
  constructor(
    host: HttpAdapterHost,
    pages: PageService,
    private readonly sessions: SessionService,
  ) {
    super(host, pages);
  }

  override async catch(error: SessionError, host: ArgumentsHost): Promise<void> {
    if (error.code !== 'ERR_SESSION_TOO_LARGE') {
      return this.show(error, host);
    }
    const http = host.switchToHttp();
    const session = this.sessions.get(http.getRequest());
    await session.reload();
    session.flash('error', `${error.details?.bytes} bytes are too many, so the session stays as it was.`);
    this.host.httpAdapter.redirect(http.getResponse(), 303, '/session');
  }
}
