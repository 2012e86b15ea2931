import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Req } from '@nestjs/common';
import { CookieSessionModule, InjectSessionService, Session, SessionService } from '../../lib/index.js';
import { newSecret, useApp, withApp } from '../support/app.js';
import { DAY, forward, HOUR, MINUTE, SECOND, useClock } from '../support/clock.js';
import { parseSetCookie, valueIn } from '../support/cookies.js';
import { logs } from '../support/logs.js';
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

  it('leave the class SessionService to the import without a name', async () => {
    const client = app.client();
    await client.get('/both/write');
    const value = valueIn(await client.cookies(), 'session');
    expect(app.get(SessionService).unseal<Data>(value)).toMatchObject({ ok: true, data: { user: 'ada' } });
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

const YEAR = 365 * DAY;

/** As the documents have it: a visitor for a year, a user for an hour. */
describe.each(platforms)('two imports with options of their own ($title)', (platform) => {
  useClock();
  const { interceptor } = platform;
  const visitor = {
    name: 'visitor',
    interceptor,
    secret: newSecret(),
    timeout: YEAR,
    absoluteTimeout: 2 * YEAR,
    cookie: { name: 'v', sameSite: 'strict' },
  } as const;
  const app = useApp(platform, {
    session: { timeout: HOUR },
    imports: [CookieSessionModule.forRoot(visitor)],
    controllers: [BothController],
    providers: [Visitors],
  });
  const both = async (cookie: string): Promise<unknown> => (await app.client().get('/both', { cookie })).json;

  it('live for as long as each says', async () => {
    const client = app.client();
    const { setCookies } = await client.get('/both/write');
    const [user, seen] = setCookies.map(parseSetCookie);
    expect([user?.attributes['max-age'], seen?.attributes['max-age']]).toEqual([
      String((HOUR + MINUTE) / SECOND),
      String((YEAR + MINUTE) / SECOND),
    ]);
    const cookie = await client.cookies();
    forward(HOUR + MINUTE);
    expect(await both(cookie)).toEqual({ session: {}, visitor: { name: 'guest' } });
    forward(YEAR - HOUR - 1);
    expect(await both(cookie)).toEqual({ session: {}, visitor: { name: 'guest' } });
    forward(1);
    expect(await both(cookie)).toEqual({ session: {}, visitor: {} });
  });

  it('have the cookie that each says', async () => {
    const { setCookies } = await app.client().get('/both/write');
    const found = setCookies
      .map(parseSetCookie)
      .map(({ name, attributes }) => [name, attributes['samesite']]);
    expect(found).toEqual([
      ['session', 'Lax'],
      ['v', 'Strict'],
    ]);
  });

  it('renew only the one that a request reads', async () => {
    const client = app.client();
    await client.get('/both/write');
    forward(2 * MINUTE);
    const names = async (path: string): Promise<string[]> =>
      (await client.get(path)).setCookies.map((line) => parseSetCookie(line).name);
    expect(await names('/both/service')).toEqual(['v']);
    expect(await names('/session')).toEqual(['session']);
    expect(await names('/both')).toEqual([]);
  });

  it('do not open what the other sealed, under keys of their own', async () => {
    const client = app.client();
    await client.get('/both/write');
    const header = await client.cookies();
    expect(await both(`session=${valueIn(header, 'v')}; v=${valueIn(header)}`)).toEqual({
      session: {},
      visitor: {},
    });
    const unsealed = app.get(SessionService).unseal(valueIn(header, 'v'));
    expect(unsealed).toEqual({ ok: false, reason: 'unknown-key' });
  });
});

@Controller('only')
class OnlyController {
  @Get('named')
  named(@Session('visitor') visitor: Session<Data>, @Req() request: WithSession): unknown {
    visitor.name = 'guest';
    return { ...visitor, session: typeof request.session };
  }

  @Get('unnamed')
  unnamed(@Session() session: Session<Data>): unknown {
    return { ...session };
  }

  @Get('unknown')
  unknown(@Session('basket') session: Session<Data>): unknown {
    return { ...session };
  }
}

describe.each(platforms)('an import with a name, and none without ($title)', (platform) => {
  const { interceptor } = platform;
  const app = useApp(platform, {
    session: false,
    imports: [CookieSessionModule.forRoot({ name: 'visitor', secret: newSecret(), interceptor })],
    controllers: [OnlyController],
    providers: [Visitors],
  });

  it('works by its name, and leaves request.session alone', async () => {
    const client = app.client();
    const { json } = await client.get('/only/named');
    expect(json).toEqual({ name: 'guest', session: 'undefined' });
    expect(await client.cookieNames()).toEqual(['session-visitor']);
  });

  it.each([
    ['without a name', '/only/unnamed', /ERR_SESSION_UNAVAILABLE.*name \(none\)/],
    ['of another name', '/only/unknown', /ERR_SESSION_UNAVAILABLE.*name basket/],
  ])('says what is missing where a session %s is asked for', async (_, path, message) => {
    expect((await app.client().get(path)).status).toBe(500);
    expect(logs.all()).toMatch(message);
  });

  it('has no SessionService without a name', () => {
    expect(() => app.get(SessionService)).toThrow();
  });
});
