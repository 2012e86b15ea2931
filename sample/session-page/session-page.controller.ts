import { randomBytes } from 'node:crypto';
import { Controller, Get, Post, Redirect, Req, UseFilters } from '@nestjs/common';
import { Session, SessionService } from 'nestjs-sealed-session';
import { renewSession } from '../auth/renew-session.js';
import { Page } from '../pages/page.decorator.js';
import { MAX_BYTES } from '../session-options.js';
import { sealedCookies, segments } from './sealed-cookies.js';
import { SessionFullFilter } from './session-full.filter.js';

@Controller('session')
@UseFilters(SessionFullFilter)
export class SessionPageController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  @Page('session')
  show(@Req() request: { headers: { cookie?: string } }, @Session() session: Session) {
    const cookies = sealedCookies(request.headers.cookie);
    return {
      facts: this.sessions.describe(request),
      cookies,
      segments: segments(cookies),
      data: JSON.stringify(session, null, 2),
      maxBytes: MAX_BYTES,
    };
  }

  @Post('new-id')
  @Redirect('/session', 303)
  async newId(@Session() session: Session) {
    await renewSession(session);
    session.flash('notice', 'The session has a new id, and the same contents.');
  }

  @Post('ballast')
  @Redirect('/session', 303)
  load(@Session() session: Session) {
    session.ballast = (session.ballast ?? '') + randomBytes(768).toString('base64url');
    session.flash('notice', 'One more kilobyte is sealed in.');
  }

  @Post('ballast/drop')
  @Redirect('/session', 303)
  drop(@Session() session: Session) {
    delete session.ballast;
    session.flash('notice', 'The ballast is gone.');
  }
}
