import { describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Session, SessionService } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { nextTurn, sessionOf, type Data } from '../support/session.controller.js';

const fromRequest = (context: ExecutionContext): Session<Data> =>
  sessionOf(context.switchToHttp().getRequest());

class SignedIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return fromRequest(context).user === 'ada';
  }
}

class Allows implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    fromRequest(context).mark = 'allowed';
    return true;
  }
}

class Denies implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    await nextTurn();
    fromRequest(context).returnTo = '/denied';
    return false;
  }
}

class Throws implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    fromRequest(context).returnTo = '/throws';
    throw new UnauthorizedException();
  }
}

@Injectable()
class AsksTheService implements CanActivate {
  constructor(private readonly sessions: SessionService) {}

  canActivate(context: ExecutionContext): boolean {
    const session = this.sessions.get<Data>(context);
    session.returnTo = '/service';
    return false;
  }
}

@Injectable()
class EveryRoute implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ url: string }>();
    if (request.url === '/allows?global') sessionOf(request).global = true;
    return true;
  }
}

@Controller()
class GuardedController {
  @Get('signed-in')
  @UseGuards(SignedIn)
  signedIn(): string {
    return 'welcome';
  }

  @Get('denies')
  @UseGuards(Denies)
  denied(): string {
    return 'never';
  }

  @Get('throws')
  @UseGuards(Throws)
  thrown(): string {
    return 'never';
  }

  @Get('service')
  @UseGuards(AsksTheService)
  asked(): string {
    return 'never';
  }

  @Get('allows')
  @UseGuards(Allows)
  allows(@Session() session: Session<Data>): Data {
    return { ...session };
  }
}

describe.each(platforms)('guards ($title)', (platform) => {
  const app = useApp(platform, {
    controllers: [GuardedController],
    providers: [{ provide: APP_GUARD, useClass: EveryRoute }],
  });

  it('lets a guard read the session', async () => {
    const client = app.client();
    expect((await client.get('/signed-in')).status).toBe(403);
    await client.write({ user: 'ada' });
    expect((await client.get('/signed-in')).status).toBe(200);
  });

  it.each([
    ['denied', '/denies', 403, '/denied'],
    ['threw', '/throws', 401, '/throws'],
    ['asked the service and denied', '/service', 403, '/service'],
  ])('keeps what a guard wrote before it %s', async (_, path, status, returnTo) => {
    const client = app.client();
    await client.write({ basket: ['tea'] });
    expect((await client.get(path)).status).toBe(status);
    expect(await client.session()).toEqual({ basket: ['tea'], returnTo });
  });

  it('shows the handler what a guard wrote', async () => {
    const client = app.client();
    expect((await client.get('/allows')).json).toEqual({ mark: 'allowed' });
    expect(await client.session()).toEqual({ mark: 'allowed' });
  });

  it('keeps what a global guard wrote', async () => {
    const client = app.client();
    await client.get('/allows?global');
    expect(await client.session()).toEqual({ global: true, mark: 'allowed' });
  });
});
