import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SessionService } from 'nestjs-sealed-session';
import type { PageRequest } from '../pages/page.service.js';

@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly sessions: SessionService) {}

  canActivate(context: ExecutionContext): boolean {
    const session = this.sessions.get(context);
    if (session.user) {
      return true;
    }
    const request = context.switchToHttp().getRequest<PageRequest>();
    session.returnTo = request.method === 'GET' ? request.originalUrl : '/basket';
    session.flash('notice', 'Please sign in first.');
    throw new UnauthorizedException();
  }
}
