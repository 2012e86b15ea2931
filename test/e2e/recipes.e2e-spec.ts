import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import * as connect from '../../lib/connect/index.js';
import * as library from '../../lib/index.js';
import * as testing from '../../lib/testing/index.js';
import { newSecret, useApp } from '../support/app.js';
import { Client } from '../support/browser.js';
import { onlyCookie, parseSetCookie } from '../support/cookies.js';
import { readDocument } from '../support/documents.js';
import { platforms } from '../support/platforms.js';
import { blocksOf } from '../support/run-blocks.js';

const secret = newSecret();
process.env['SESSION_SECRET'] = secret;

class AuthService {
  async verify(name: string, password: string): Promise<{ id: number }> {
    if (password !== 'right') throw new common.UnauthorizedException(name);
    return { id: 7 };
  }
}

const given = {
  '@nestjs/common': common,
  '@nestjs/core': core,
  'nestjs-sealed-session': library,
  'nestjs-sealed-session/connect': connect,
  'nestjs-sealed-session/testing': testing,
  '../auth.service.js': { AuthService },
};

const recipe = (name: string) => blocksOf(readDocument(`docs/recipes/${name}.md`), given);

describe.each(platforms)('recipes ($title)', (platform) => {
  describe('login', () => {
    const run = recipe('login');
    const { LoginController } = run('src/login/login.controller.ts');
    const { LoginGuard } = run('src/login/login.guard.ts');

    @common.Controller()
    class PagesController {
      @common.Get('account')
      account(): string {
        return 'yours';
      }
    }

    const app = useApp(platform, {
      controllers: [LoginController, PagesController],
      providers: [AuthService, { provide: core.APP_GUARD, useClass: LoginGuard }],
    });
    const form = { name: 'ada', password: 'right' };

    it('lets nobody in who is not signed in, and leads back to where they wanted to go', async () => {
      const client = app.client();
      expect((await client.get('/account?tab=2')).status).toBe(401);
      const reply = await client.post('/login', form);
      expect([reply.status, reply.headers.location]).toEqual([303, '/account?tab=2']);
      expect((await client.get('/account')).text).toBe('yours');
      expect(await client.session()).toEqual({ userId: 7 });
    });

    it('leads to no other site', async () => {
      for (const path of ['//elsewhere.example/', '/\\elsewhere.example']) {
        const client = app.client();
        await client.get(path);
        expect((await client.post('/login', form)).headers.location).toBe('/');
      }
    });

    it('signs out', async () => {
      const client = app.client();
      await client.post('/login', form);
      await client.post('/logout');
      expect(await client.cookieNames()).toEqual([]);
      expect((await client.get('/account')).status).toBe(401);
    });
  });

  describe('remember me', () => {
    const run = recipe('remember-me');
    const { sessions } = run('src/remember-me/session.module.ts');
    const { RememberingController } = run('src/remember-me/sign-in.controller.ts');
    const app = useApp(platform, {
      session: false,
      imports: [sessions],
      controllers: [RememberingController],
      providers: [AuthService],
    });

    it.each([
      ['on', 30 * 24 * 60 * 60],
      [undefined, 0],
    ])('is a cookie that stays only where the box is ticked: %s', async (remember, seconds) => {
      const form = { name: 'ada', password: 'right', remember };
      const { attributes } = onlyCookie(await app.client().post('/remembering/sign-in', form));
      expect(Math.floor(Number(attributes['max-age'] ?? 0) / 3600)).toBe(seconds / 3600);
    });
  });

  describe('tenants on one host', () => {
    const { TenantsModule, Tenants } = recipe('tenants')('src/tenants/tenants.module.ts');

    @common.Controller(':tenant')
    class TenantController {
      constructor(@common.Inject(Tenants) private readonly tenants: any) {}

      @common.Get('enter/:id')
      enter(@common.Req() request: object, @common.Param('id') id: string): string {
        this.tenants.sessionOf(request).userId = Number(id);
        return 'in';
      }

      @common.Get('who')
      who(@common.Req() request: object): object {
        return { userId: this.tenants.sessionOf(request)?.userId ?? null };
      }
    }

    const app = useApp(platform, { imports: [TenantsModule], controllers: [TenantController] });

    it('have a cookie and a session each', async () => {
      const client = app.client();
      await client.get('/one/enter/1');
      await client.get('/two/enter/2');
      expect(await client.cookieNames()).toEqual(['session-one', 'session-two']);
      expect((await client.get('/one/who')).json).toEqual({ userId: 1 });
      expect((await client.get('/two/who?x=1')).json).toEqual({ userId: 2 });
      expect((await client.get('/three/who')).json).toEqual({ userId: null });
    });
  });

  describe('tenants with a host each', () => {
    const { TenantGuard } = recipe('tenants')('src/tenants/tenant.guard.ts');
    const app = useApp(platform, { providers: [{ provide: core.APP_GUARD, useClass: TenantGuard }] });

    it('refuse a cookie of another tenant', async () => {
      const one = app.client(`http://one.localhost:${app.port}`);
      await one.write({ userId: 7, tenant: 'one.localhost' });
      expect(await one.session()).toMatchObject({ userId: 7 });
      const two = app.client(`http://two.localhost:${app.port}`);
      const copied = await two.get('/session', { cookie: await one.cookies() });
      expect(copied.status).toBe(403);
    });
  });

  describe('cookies that are sealed beside the application', () => {
    const { sealSession } = recipe('cypress-and-playwright')('e2e/seal-session.ts');
    const app = useApp(platform, { session: { secret } });

    it('are those of somebody who is signed in', async () => {
      const [{ name, value }] = await sealSession({ userId: 7 });
      const reply = await app.client().get('/session', { cookie: `${name}=${value}` });
      expect(reply.json).toEqual({ userId: 7 });
    });
  });

  describe('server-side rendering', () => {
    const run = recipe('server-side-rendering');
    const { readSession } = run('web/session.ts');
    const { GET } = run('web/app/me/route.ts');
    const app = useApp(platform, { session: { secret } });

    it('reads what the application wrote', async () => {
      const client = app.client();
      await client.write({ userId: 7 });
      const cookie = await client.cookies();
      expect(await readSession(cookie)).toEqual({ userId: 7 });
      const response: Response = await GET(new Request('http://localhost/me', { headers: { cookie } }));
      expect(await response.json()).toEqual({ userId: 7 });
    });

    it.each([[null], [''], ['session=forged; a=1']])(
      'reads nothing where nothing opens: %s',
      async (cookie) => {
        expect(await readSession(cookie)).toEqual({});
      },
    );
  });
});

describe('a renderer with a server of its own', () => {
  let server: Server;
  const http = {
    // On a port that is free instead of the document's.
    createServer: (listener: RequestListener) => ({
      listen: () => void (server = createServer(listener).listen(0, '127.0.0.1')),
    }),
  };
  let client: Client;

  beforeAll(async () => {
    const document = readDocument('docs/recipes/server-side-rendering.md');
    blocksOf(document, { ...given, 'node:http': http })('web/server.ts');
    if (!server.listening) await once(server, 'listening');
    client = new Client((server.address() as AddressInfo).port);
  });
  afterAll(() => void server.close());

  it('writes the session too', async () => {
    const first = await client.get('/');
    expect(parseSetCookie(first.setCookies[0] ?? '').name).toBe('session');
    expect((await client.get('/')).text).toBe('<p>2</p>');
  });
});
