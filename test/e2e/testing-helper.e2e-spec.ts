import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { CookieSessionModule, Session, SessionService } from '../../lib/index.js';
import { readSession, sealedCookie } from '../../lib/testing/index.js';
import { type AppParts, appModule, newSecret, useApp, withApp } from '../support/app.js';
import { createAdapter, type Platform, platforms } from '../support/platforms.js';
import { zodSchema } from '../support/schemas.js';
import type { Data } from '../support/session.controller.js';

const LARGE = 'x'.repeat(4000);

@Controller()
class HomeController {
  constructor(private readonly sessions: SessionService) {}

  @Get('me')
  me(@Session() session: Session<Data>): Data {
    return { ...session };
  }

  @Get('visitor')
  visitor(@Session('visitor') visitor: Session<Data>): Data {
    return { ...visitor };
  }

  @Post('visitor')
  visit(@Session('visitor') visitor: Session<Data>): void {
    visitor.visited = true;
  }

  @Post('sign-in')
  async signIn(@Session() session: Session<Data>): Promise<void> {
    await session.regenerate();
    session.userId = 7;
    session.text = LARGE;
  }

  @Post('sign-out')
  async signOut(@Session() session: Session<Data>): Promise<void> {
    await session.destroy();
  }

  @Get('describe')
  describe(@Req() req: object): unknown {
    return this.sessions.describe(req);
  }
}

const parts: AppParts = {
  controllers: [HomeController],
  imports: [CookieSessionModule.forRoot({ name: 'visitor', secret: newSecret() })],
};

/** An application as tests make it: of Nest's testing module, and not started. */
async function testingApp(platform: Platform, more: AppParts = {}): Promise<INestApplication> {
  const testing = await Test.createTestingModule({
    imports: [appModule(platform, { ...parts, ...more })],
  }).compile();
  return testing.createNestApplication(createAdapter(platform), { logger: false });
}

describe.each(platforms)('sealedCookie and readSession ($title)', (platform) => {
  const app = useApp(platform, parts);
  const url = (path: string): string => `http://127.0.0.1:${app.port}${path}`;

  it('sign a fetch in', async () => {
    const { header } = await sealedCookie(app.nest, { userId: 7 });
    const response = await fetch(url('/me'), { headers: { cookie: header } });
    expect(await response.json()).toEqual({ userId: 7 });
  });

  it('read what a fetch got', async () => {
    const response = await fetch(url('/sign-in'), { method: 'POST' });
    expect(response.headers.getSetCookie()).toHaveLength(2);
    expect(readSession(response)).toEqual({ userId: 7, text: LARGE });
  });

  it('read nothing where a response left the session alone, or ended it', async () => {
    const { header } = await sealedCookie(app.nest, { userId: 7 });
    const headers = { cookie: header };
    expect(readSession(await fetch(url('/me'), { headers }))).toBeUndefined();
    const signedOut = await fetch(url('/sign-out'), { method: 'POST', headers });
    expect(signedOut.headers.getSetCookie()).toHaveLength(1);
    expect(readSession(signedOut)).toBeUndefined();
  });

  it('make a session as a response would', async () => {
    const { header } = await sealedCookie(app.nest, { userId: 7 });
    const response = await fetch(url('/describe'), { headers: { cookie: header } });
    const { isNew, createdAt, expiresAt } = (await response.json()) as Record<string, string>;
    expect(isNew).toBe(false);
    const DAY = 24 * 60 * 60 * 1000;
    expect(Date.parse(expiresAt ?? '') - Date.parse(createdAt ?? '')).toBe(DAY + 60_000);
  });

  it('spread what is too large for one cookie', async () => {
    const { header, cookies } = await sealedCookie(app.nest, { text: LARGE });
    expect(cookies.map(({ name }) => name)).toEqual(['session.0', 'session.1']);
    const response = await fetch(url('/me'), { headers: { cookie: header } });
    expect(await response.json()).toEqual({ text: LARGE });
  });

  it('stand for the header in a string', async () => {
    const cookie = await sealedCookie(app.nest, { userId: 7 });
    expect(`${String(cookie)}; theme=dark`).toBe(`${cookie.header}; theme=dark`);
  });

  it('serve a named import', async () => {
    const { header } = await sealedCookie(app.nest, { visits: 3 }, { name: 'visitor' });
    const read = await fetch(url('/visitor'), { headers: { cookie: header } });
    expect(await read.json()).toEqual({ visits: 3 });
    const written = await fetch(url('/visitor'), { method: 'POST' });
    expect(readSession(written, 'visitor')).toEqual({ visited: true });
    expect(readSession(written)).toBeUndefined();
  });

  it('refuse what a handler could not store', async () => {
    const codeOf = (data: object, name?: string): Promise<unknown> =>
      sealedCookie(app.nest, data, name === undefined ? {} : { name }).catch((error) => error.code);
    expect(await codeOf({ text: 'x'.repeat(9000) })).toBe('ERR_SESSION_TOO_LARGE');
    expect(await codeOf({ price: 10n })).toBe('ERR_SESSION_NOT_JSON');
    expect(await codeOf({ save: true })).toBe('ERR_SESSION_RESERVED_NAME');
    expect(await codeOf({ userId: 7 }, 'unheard of')).toBe('ERR_SESSION_UNAVAILABLE');
    await withApp(platform, { session: { schema: zodSchema } }, async ({ nest }) => {
      expect(await sealedCookie(nest, { userId: 'seven' }).catch(({ code }) => code)).toBe(
        'ERR_SESSION_INVALID',
      );
    });
  });
});

describe.each(platforms)('sealedCookie and readSession in supertest ($title)', (platform) => {
  let app: INestApplication;
  let server: Server;
  beforeAll(async () => {
    app = await (await testingApp(platform)).init();
    if (platform.name === 'fastify') await app.getHttpAdapter().getInstance().ready();
    server = app.getHttpServer();
  });
  afterAll(() => app.close());

  it('sign a request in', async () => {
    const { header } = await sealedCookie(app, { userId: 7 });
    await request(server).get('/me').set('Cookie', header).expect(200, { userId: 7 });
  });

  it('read what a response stored', async () => {
    expect(readSession(await request(server).post('/sign-in'))).toEqual({ userId: 7, text: LARGE });
    expect(readSession(await request(server).get('/me'))).toBeUndefined();
  });
});

const onFastify = platforms.filter(({ name }) => name === 'fastify');

describe.each(onFastify)('sealedCookie and readSession with inject ($title)', (platform) => {
  let app: NestFastifyApplication;
  beforeAll(async () => void (app = (await testingApp(platform)) as NestFastifyApplication));
  afterAll(() => app.close());

  it('sign a request in, and initialise the application where nobody has', async () => {
    const { header } = await sealedCookie(app, { userId: 7 });
    const response = await app.inject({ url: '/me', headers: { cookie: header } });
    expect(response.json()).toEqual({ userId: 7 });
  });

  it('read what a response stored', async () => {
    const many = await app.inject({ method: 'POST', url: '/sign-in' });
    expect(readSession(many)).toEqual({ userId: 7, text: LARGE });
    const single = await app.inject({ method: 'POST', url: '/visitor' });
    expect(readSession(single, 'visitor')).toEqual({ visited: true });
  });
});

describe.each(platforms)('an application without the module ($title)', (platform) => {
  it('has no sealed cookies', async () => {
    class Empty {}
    const testing = await Test.createTestingModule({ imports: [{ module: Empty }] }).compile();
    const app = testing.createNestApplication(createAdapter(platform), { logger: false });
    const failure = await sealedCookie(app, {}).catch((error) => error.code);
    expect(failure).toBe('ERR_SESSION_UNAVAILABLE');
    await app.close();
  });
});
