import { Controller, Get, UseGuards } from '@nestjs/common';
import { Session } from 'nestjs-sealed-session';
import { AuthService } from '../auth/auth.service.js';
import { SignedInGuard } from '../auth/signed-in.guard.js';
import { Page } from '../pages/page.decorator.js';

@Controller('account')
@UseGuards(SignedInGuard)
export class AccountController {
  constructor(private readonly auth: AuthService) {}

  @Get()
  @Page('account')
  show(@Session() session: Session) {
    const user = this.auth.find(session.user);
    return { name: user?.name, shelfNote: user?.shelfNote };
  }
}
