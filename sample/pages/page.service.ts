import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
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
    private readonly config: ConfigService,
  ) {}

  describe(request: PageRequest) {
    const session = this.sessions.get(request);
    return {
      ...this.describeNobody(),
      hasSession: true,
      path: request.method === 'GET' ? request.originalUrl : '/',
      theme: session.theme ?? 'auto',
      userName: this.auth.find(session.user)?.name,
      basketCount: countBooks(session.basket),
      notices: session.flash('notice'),
      errors: session.flash('error'),
    };
  }

  /** The same for everybody, and without a look at the session: for when that cannot be read. */
  describeNobody() {
    return {
      hasSession: false,
      /** With several instances, the one that answers. */
      instance: this.config.get<string>('INSTANCE'),
      path: '/',
      theme: 'auto',
      userName: undefined as string | undefined,
      basketCount: 0,
      notices: [] as string[],
      errors: [] as string[],
    };
  }
}
