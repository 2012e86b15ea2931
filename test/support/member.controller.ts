import { Body, Controller, Get, Headers, Param, Post, Req } from '@nestjs/common';
import { FreshSession, Session, SessionService } from '../../lib/index.js';
import type { Data } from './session.controller.js';

type Member = Session<{ user?: { id: string }; views?: number }>;

/** Whose a session is, for the suites about revocation. */
export const subject = (session: Data): string | undefined =>
  (session.user as { id: string } | undefined)?.id;

/** Signing in and out, and what a page about one's devices does. */
@Controller()
export class MemberController {
  constructor(private readonly sessions: SessionService) {}

  @Post('sign-in/:user')
  async signIn(@Session() session: Member, @Param('user') id: string): Promise<string> {
    await session.regenerate();
    session.user = { id };
    return this.sessionId(session);
  }

  /** As applications do that know no better. */
  @Post('sign-in-in-place/:user')
  signInInPlace(@Session() session: Member, @Param('user') id: string): string {
    session.user = { id };
    return 'ok';
  }

  @Post('sign-out')
  async signOut(@Session() session: Member): Promise<string> {
    await session.destroy();
    return 'ok';
  }

  @Get('null')
  forget(@Req() request: { session: unknown }): string {
    request.session = null;
    return 'ok';
  }

  @Get('me')
  me(@Session() session: Member): string {
    return session.user?.id ?? 'nobody';
  }

  @Post('visit')
  visit(@Session() session: Member): number {
    return (session.views = (session.views ?? 0) + 1);
  }

  @Get('id')
  id(@Session() session: Member): string {
    return this.sessionId(session);
  }

  @Post('revoke')
  async revoke(@Body() { id }: { id: string }): Promise<string> {
    await this.sessions.revoke(id);
    return 'ok';
  }

  @Post('revoke-all/:user')
  async revokeAll(@Param('user') user: string): Promise<string> {
    await this.sessions.revokeAll(user);
    return 'ok';
  }

  /** "Sign out everywhere else." */
  @Post('keep-only-this')
  async keepOnlyThis(@Session() session: Member): Promise<string> {
    const { user } = session;
    await this.sessions.revokeAll(user!.id);
    await session.regenerate();
    session.user = user!;
    return 'ok';
  }

  @Get('devices')
  async devices(@Session() session: Member, @Req() request: object): Promise<unknown> {
    return this.sessions.list(session.user!.id, request);
  }

  @Get('exact')
  @FreshSession()
  exact(@Session() session: Member): string {
    return session.user?.id ?? 'nobody';
  }

  @Get('public')
  public(@Headers('cookie') cookie: string | undefined): string {
    return cookie === undefined ? 'no cookie' : 'a cookie nobody looked at';
  }

  private sessionId(session: object): string {
    return (session as { id: string }).id;
  }
}
