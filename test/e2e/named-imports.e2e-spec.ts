import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Req } from '@nestjs/common';
import { CookieSessionModule, InjectSessionService, Session, SessionService } from '../../lib/index.js';
import { newSecret, useApp, withApp } from '../support/app.js';
import { valueIn } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';
import type { Data, WithSession } from '../support/session.controller.js';

@Injectable()
class Visitors {
  constructor(@InjectSessionService('visitor') private readonly sessions: SessionService) {}

  nameOf(request: object): unknown {
    return this.sessions.get<Data>(request).name;
  }
}

@Controller('both')
class BothController {
  constructor(private readonly visitors: Visitors) {}

  @Get()
  read(@Session() session: Session<Data>, @Session('visitor') visitor: Session<Data>): Data {
    return { session: { ...session }, visitor: { ...visitor } };
  }

  @Get('write')
  write(@Session() session: Session<Data>, @Session('visitor') visitor: Session<Data>): string {
    session.user = 'ada';
    visitor.name = 'guest';
    return 'ok';
  }

  @Get('service')
  service(@Req() request: object): unknown {
    return { name: this.visitors.nameOf(request) };
  }

  @Get('sign-out')
  async signOut(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    return 'ok';
  }

  @Get('request')
  request(@Req() request: WithSession, @Session('visitor') visitor: unknown): Data {
    return { unnamed: request.session !== visitor, user: request.session?.user };
  }
}

describe.each(platforms)('two imports of the module ($title)', (platform) => {
  const secret = newSecret();
  const { interceptor } = platform;
  const parts = {
    session: { secret },
    imports: [CookieSessionModule.forRoot({ name: 'visitor', secret, interceptor })],
    controllers: [BothController],
    providers: [Visitors],
  };
  const app = useApp(platform, parts);

  it('keep two sessions in two cookies', async () => {
    const client = app.client();
    const { setCookies } = await client.get('/both/write');
    expect(setCookies).toHaveLength(2);
    expect(await client.cookieNames()).toEqual(['session', 'session-visitor']);
    const { json } = await client.get('/both');
    expect(json).toEqual({ session: { user: 'ada' }, visitor: { name: 'guest' } });
  });

  it('end one session and keep the other', async () => {
    const client = app.client();
    await client.get('/both/write');
    await client.get('/both/sign-out');
    const { json } = await client.get('/both');
    expect(json).toEqual({ session: {}, visitor: { name: 'guest' } });
  });

  it('inject the service of the named one', async () => {
    const client = app.client();
    await client.get('/both/write');
    expect((await client.get('/both/service')).json).toEqual({ name: 'guest' });
  });

  it('leave request.session to the import without a name', async () => {
    const client = app.client();
    await client.get('/both/write');
    expect((await client.get('/both/request')).json).toEqual({ unnamed: true, user: 'ada' });
  });

  it('do not open what the other sealed, with one secret for both', async () => {
    const client = app.client();
    await client.get('/both/write');
    const header = await client.cookies();
    const swapped = `session=${valueIn(header, 'session-visitor')}; session-visitor=${valueIn(header)}`;
    const { status, json } = await client.get('/both', { cookie: swapped });
    expect({ status, json }).toEqual({ status: 200, json: { session: {}, visitor: {} } });
  });

  it('work in the other order too', async () => {
    const named = { name: 'visitor', secret, interceptor };
    const unnamed = { secret, interceptor };
    const imports = [CookieSessionModule.forRoot(named), CookieSessionModule.forRoot(unnamed)];
    await withApp(platform, { ...parts, session: false, imports }, async (other) => {
      const client = other.client();
      await client.get('/both/write');
      const { json } = await client.get('/both');
      expect(json).toEqual({ session: { user: 'ada' }, visitor: { name: 'guest' } });
    });
  });
});
