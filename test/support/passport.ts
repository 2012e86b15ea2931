import { randomUUID } from 'node:crypto';
import { type DynamicModule, type ExecutionContext, Injectable, Module } from '@nestjs/common';
import { AuthGuard, PassportModule, PassportSerializer, PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import type { Platform } from './platforms.js';

export interface User {
  id: number;
  name: string;
}

const ADA: User = { id: 7, name: 'ada' };

/** Whether ada is still somebody the application knows. */
export const people = { known: true };

type Done<T> = (error: unknown, found: T) => void;

@Injectable()
class LocalStrategy extends PassportStrategy(Strategy) {
  validate(name: string, password: string): User | null {
    return name === ADA.name && password === 'secret' ? ADA : null;
  }
}

@Injectable()
class UserSerializer extends PassportSerializer {
  serializeUser({ id }: User, done: Done<number>): void {
    done(null, id);
  }

  deserializeUser(id: number, done: Done<User | false>): void {
    done(null, people.known && id === ADA.id ? ADA : false);
  }
}

/** As the documentation of @nestjs/passport has it: the guard checks the password, then signs in. */
@Injectable()
export class LocalGuard extends AuthGuard('local') {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    await super.canActivate(context);
    await super.logIn(context.switchToHttp().getRequest());
    return true;
  }
}

@Module({})
class AuthModule {}

/**
 * A strategy as those of OAuth are: sends the browser away with a state that the session keeps, and takes it back when
 * it comes with the same.
 */
class ProviderStrategy extends passport.Strategy {
  override readonly name = 'provider';

  override authenticate({ url, session }: any): void {
    const { searchParams } = new URL(url, 'http://localhost');
    const code = searchParams.get('code');
    if (code === null) {
      session.state = randomUUID();
      return this.redirect(`/callback?code=1&state=${session.state}`);
    }
    if (searchParams.get('state') !== session.state) return this.fail({ message: 'wrong state' }, 403);
    return this.success(ADA);
  }
}
passport.use(new ProviderStrategy());

/** Passport redirects on Node's own response, which Fastify has under `raw`. */
@Injectable()
export class ProviderGuard extends AuthGuard('provider') {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    await super.canActivate(context);
    await super.logIn(context.switchToHttp().getRequest());
    return true;
  }

  getResponse(context: ExecutionContext): unknown {
    const response: any = context.switchToHttp().getResponse();
    return response.raw ?? response;
  }
}

/** The module of an application that signs in with passport. */
export function authModule(options: { keepSessionInfo?: boolean } = {}): DynamicModule {
  const passportModule = PassportModule.register({ session: true, ...options });
  const providers = [LocalStrategy, UserSerializer];
  return { module: AuthModule, imports: [passportModule], providers, exports: [passportModule] };
}

/** How main.ts mounts passport's session middleware. */
export interface Mount {
  readonly title: string;
  readonly platform: Platform;
  readonly prepare: (nest: any) => unknown;
}

const byUse = (platform: Platform): Mount => ({
  title: `app.use, ${platform.title}`,
  platform,
  prepare: (nest) => nest.use(passport.session()),
});

const byHook = (platform: Platform): Mount => ({
  title: `preHandler hook, ${platform.title}`,
  platform,
  prepare: (nest) => nest.getHttpAdapter().getInstance().addHook('preHandler', passport.session()),
});

/** Every way to mount it on a platform. */
export const mountsOf = (platform: Platform): Mount[] =>
  platform.name === 'express' ? [byUse(platform)] : [byUse(platform), byHook(platform)];

/** Through `app.use` on Fastify, passport works on Node's own request; `request.user` and the methods are there. */
export const seenByPassport = <T extends object>(request: T): T =>
  'user' in request || 'isAuthenticated' in request ? request : ((request as { raw?: T }).raw ?? request);
