import { Injectable } from '@nestjs/common';
import { SessionService } from 'nestjs-sealed-session';
import { AuthService } from '../auth/auth.service.js';
import { countBooks } from '../basket/count-books.js';

export interface PageRequest {
  method: string;
  originalUrl: string;
}

/** What the layout shows on every page. */
@Injectable()
export class PageService {
  constructor(
    private readonly sessions: SessionService,
    private readonly auth: AuthService,
  ) {}

  describe(request: PageRequest) {
    const session = this.sessions.get(request);
    return {
      path: request.method === 'GET' ? request.originalUrl : '/',
      theme: session.theme ?? 'auto',
      userName: this.auth.find(session.user)?.name,
      basketCount: countBooks(session.basket),
      notices: session.flash('notice'),
      errors: session.flash('error'),
    };
  }
}
