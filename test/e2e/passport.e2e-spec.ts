import { beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Next, Post, Redirect, Req, Res, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import passport from 'passport';
import { z } from 'zod';
import { SessionService } from '../../lib/index.js';
import { type AppParts, useApp, withApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import {
  authModule,
  LocalGuard,
  mountsOf,
  people,
  ProviderGuard,
  seenByPassport,
  type User,
} from '../support/passport.js';
import { platforms } from '../support/platforms.js';

type Done = (error?: unknown) => void;

/** What passport adds to a request. */
interface PassportRequest {
  user?: User;
  logIn(user: User, done: Done): void;
  logout(done: Done): void;
  logout(options: { keepSessionInfo: boolean }, done: Done): void;
  isAuthenticated(): boolean;
}

const calledBack = (call: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));

@Controller()
class AccountController {
  constructor(private readonly sessions: SessionService) {}

  @Post('login')
  @UseGuards(LocalGuard)
  login(@Req() { user }: PassportRequest): unknown {
    return user;
  }

  /** `session: true`, but nobody calls logIn: only this request has a user. */
  @Post('check')
  @UseGuards(AuthGuard('local'))
  check(@Req() { user }: PassportRequest): unknown {
    return user;
  }

  @Post('register')
  async register(@Req() request: PassportRequest, @Body() user: User): Promise<string> {
    await calledBack((done) => seenByPassport(request).logIn(user, done));
    return 'signed in';
  }

  @Post('logout')
  async logout(@Req() request: PassportRequest): Promise<string> {
    await calledBack((done) => seenByPassport(request).logout(done));
    return 'signed out';
  }

  @Post('logout-keeping')
  async logoutKeeping(@Req() request: PassportRequest): Promise<string> {
    await calledBack((done) => seenByPassport(request).logout({ keepSessionInfo: true }, done));
    return 'signed out';
  }

  @Get('provider')
  @UseGuards(ProviderGuard)
  provider(): void {}

  @Get('callback')
  @UseGuards(ProviderGuard)
  @Redirect('/me')
  callback(): void {}

  @Get('me')
  me(@Req() request: PassportRequest): unknown {
    const seen = seenByPassport(request);
    return { user: seen.user, isAuthenticated: seen.isAuthenticated() };
  }

  @Get('id')
  id(@Req() request: object): string {
    return this.sessions.describe(request).id;
  }
}

const ADA = { id: 7, name: 'ada' };
const CREDENTIALS = { username: 'ada', password: 'secret' };
const SIGNED_IN = { user: ADA, isAuthenticated: true };
const SIGNED_OUT = { isAuthenticated: false };
/** Fits 512 bytes by itself, but not beside what passport stores. */
const FULL = 'x'.repeat(285);

const me = async (client: Client): Promise<unknown> => (await client.get('/me')).json;
const idOf = async (client: Client): Promise<string> => (await client.get('/id')).text;

const partsWith = (options?: { keepSessionInfo: boolean }): AppParts => ({
  imports: [authModule(options)],
  controllers: [AccountController],
});

describe.each(platforms.flatMap(mountsOf))('passport ($title)', ({ platform, prepare }) => {
  const app = useApp(platform, { ...partsWith(), prepare });
  beforeEach(() => void (people.known = true));

  it('signs in, and knows the user on the next request', async () => {
    const client = app.client();
    expect(await me(client)).toEqual(SIGNED_OUT);
    const reply = await client.post('/login', CREDENTIALS);
    expect([reply.status, reply.json]).toEqual([201, ADA]);
    expect(await me(client)).toEqual(SIGNED_IN);
    expect(await client.session()).toEqual({ passport: { user: 7 } });
  });

  it('signs in with a strategy that sends the browser away and takes it back', async () => {
    const client = app.client();
    const callback = await client.follow(await client.get('/provider'));
    expect((await client.follow(callback)).json).toEqual(SIGNED_IN);
    const stranger = app.client();
    expect((await stranger.follow(await client.get('/provider'))).status).toBe(401);
    expect(await me(stranger)).toEqual(SIGNED_OUT);
  });

  it('leaves the session alone after a wrong password', async () => {
    const client = app.client();
    const reply = await client.post('/login', { ...CREDENTIALS, password: 'guess' });
    expect([reply.status, reply.setCookies]).toEqual([401, []]);
    expect(await me(client)).toEqual(SIGNED_OUT);
  });

  it('signs nobody in without logIn', async () => {
    const client = app.client();
    expect((await client.post('/check', CREDENTIALS)).json).toEqual(ADA);
    expect(await me(client)).toEqual(SIGNED_OUT);
  });

  it('signs in by request.logIn()', async () => {
    const client = app.client();
    expect((await client.post('/register', ADA)).text).toBe('signed in');
    expect(await me(client)).toEqual(SIGNED_IN);
  });

  it('gives the session a new id at login, and drops what was in it', async () => {
    const client = app.client();
    await client.write({ basket: ['tea'] });
    const before = await idOf(client);
    await client.post('/login', CREDENTIALS);
    expect(await idOf(client)).not.toBe(before);
    expect(await client.session()).toEqual({ passport: { user: 7 } });
  });

  it('signs nobody in who knows the cookie from before the login', async () => {
    const attacker = app.client();
    await attacker.write({ planted: true });
    const planted = await attacker.cookies();
    const victim = app.client();
    await victim.jar.setCookie(`${planted}; Path=/`, `http://localhost:${app.port}/`);
    await victim.post('/login', CREDENTIALS);
    expect(await me(victim)).toEqual(SIGNED_IN);
    expect((await victim.session()).planted).toBeUndefined();
    expect(await me(attacker)).toEqual(SIGNED_OUT);
  });

  it('signs out, and drops the cookie', async () => {
    const client = app.client();
    await client.post('/login', CREDENTIALS);
    expect((await client.post('/logout')).text).toBe('signed out');
    expect(await client.cookieNames()).toEqual([]);
    expect(await me(client)).toEqual(SIGNED_OUT);
  });

  it('signs out and keeps the rest, under a new id', async () => {
    const client = app.client();
    await client.post('/login', CREDENTIALS);
    await client.write({ basket: ['tea'] });
    const before = await idOf(client);
    expect((await client.post('/logout-keeping')).text).toBe('signed out');
    expect(await idOf(client)).not.toBe(before);
    expect(await client.session()).toEqual({ basket: ['tea'], passport: {} });
    expect(await me(client)).toEqual(SIGNED_OUT);
  });

  it('forgets a user whom the application does not know any more', async () => {
    const client = app.client();
    await client.post('/login', CREDENTIALS);
    people.known = false;
    expect(await me(client)).toEqual(SIGNED_OUT);
    people.known = true;
    expect(await me(client)).toEqual(SIGNED_OUT);
  });
});

describe.each(platforms.flatMap(mountsOf))('keepSessionInfo ($title)', ({ platform, prepare }) => {
  const app = useApp(platform, { ...partsWith({ keepSessionInfo: true }), prepare });

  it('keeps what was in the session at login, under a new id', async () => {
    const client = app.client();
    await client.write({ basket: ['tea'] });
    const before = await idOf(client);
    expect((await client.post('/login', CREDENTIALS)).status).toBe(201);
    expect(await idOf(client)).not.toBe(before);
    expect(await client.session()).toEqual({ basket: ['tea'], passport: { user: 7 } });
  });
});

const express = platforms.filter(({ name }) => name === 'express');

describe.each(express)("passport's own middleware ($title)", (platform) => {
  @Controller('classic')
  class ClassicController {
    /** The call in a handler, as in a router of Express. */
    @Post('handler')
    handler(@Req() request: unknown, @Res() response: unknown, @Next() next: unknown): void {
      const options = { successRedirect: '/me', failureRedirect: '/session', failureMessage: true };
      passport.authenticate('local', options)(request, response, next);
    }
  }

  const app = useApp(platform, {
    imports: [authModule()],
    controllers: [AccountController, ClassicController],
    prepare: (nest) => void nest.use(passport.initialize()).use(passport.session()),
  });

  it('has the session saved before it redirects', async () => {
    const client = app.client();
    const reply = await client.post('/classic/handler', CREDENTIALS);
    expect(reply.status).toBe(302);
    expect((await client.follow(reply)).json).toEqual(SIGNED_IN);
  });

  it('keeps the message of a failure over the redirect', async () => {
    const client = app.client();
    const reply = await client.post('/classic/handler', { username: 'ada' });
    expect((await client.follow(reply)).json).toEqual({ messages: ['Missing credentials'] });
  });
});

describe.each(platforms.flatMap(mountsOf))('passport beside a schema ($title)', ({ platform, prepare }) => {
  const basket = z.array(z.string()).optional();
  const user = z.object({ user: z.number().optional() });
  const signIn = (schema: z.ZodObject): Promise<unknown[]> =>
    withApp(platform, { ...partsWith(), prepare, session: { schema } }, async (app) => {
      const client = app.client();
      const { status } = await client.post('/login', CREDENTIALS);
      return [status, await me(client)];
    });

  it('signs in where the schema knows what passport stores', async () => {
    expect(await signIn(z.strictObject({ basket, passport: user.optional() }))).toEqual([201, SIGNED_IN]);
  });

  it('is an error, and signs nobody in, where the schema does not', async () => {
    expect(await signIn(z.strictObject({ basket }))).toEqual([500, SIGNED_OUT]);
  });
});

describe.each(platforms.flatMap(mountsOf))('a session too large for a user ($title)', (mount) => {
  it('is an error of the login, and signs nobody in', async () => {
    const { platform, prepare } = mount;
    const parts = { ...partsWith({ keepSessionInfo: true }), prepare, session: { maxBytes: 512 } };
    await withApp(platform, parts, async (app) => {
      const client = app.client();
      await client.write({ text: FULL });
      expect((await client.post('/login', CREDENTIALS)).status).toBe(500);
      expect(await me(client)).toEqual(SIGNED_OUT);
      expect(await client.session()).toEqual({ text: FULL });
    });
  });
});
