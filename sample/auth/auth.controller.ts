import { Body, Controller, Get, Post, Redirect } from '@nestjs/common';
import { Session } from 'nestjs-sealed-session';
import { localPath } from '../pages/local-path.js';
import { Page } from '../pages/page.decorator.js';
import { TextPipe } from '../pages/text.pipe.js';
import { REMEMBERED_FOR } from '../session-options.js';
import { AuthService } from './auth.service.js';
import { DEMO_PASSWORDS, DEMO_USERS, type User } from './demo-users.js';

@Controller()
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Get('sign-in')
  @Page('auth/sign-in')
  form() {
    return { demo: DEMO_USERS.map(({ id, name }) => ({ id, name, password: DEMO_PASSWORDS[id] })) };
  }

  @Post('sign-in')
  @Redirect('/', 303)
  async signIn(
    @Body('name', TextPipe) name: string,
    @Body('password', TextPipe) password: string,
    @Body('remember', TextPipe) remember: string,
    @Session() session: Session,
  ) {
    const user = await this.auth.verify(name, password);
    if (!user) {
      session.flash('error', 'That name and password do not match.');
      return { url: '/sign-in' };
    }
    const url = localPath(session.returnTo);
    await this.welcome(user, remember === 'yes', session);
    return { url };
  }

  @Post('sign-out')
  @Redirect('/signed-out', 303)
  async signOut(@Session() session: Session) {
    await session.destroy();
  }

  @Get('signed-out')
  @Page('auth/signed-out')
  signedOut() {
    return {};
  }

  /** A new id against fixation; basket and theme come along on purpose, everything else does not. */
  private async welcome(user: User, remember: boolean, session: Session): Promise<void> {
    const { basket, theme } = session;
    await session.regenerate();
    Object.assign(session, { basket, theme, user: user.id });
    session.flash('notice', `Welcome back, ${user.name}.`);
    if (remember) {
      await session.touch({ timeout: REMEMBERED_FOR, persistent: true });
    }
  }
}
