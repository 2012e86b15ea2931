import { createRequire } from 'node:module';
import { Controller, Get, Module, Req, type DynamicModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from '@jest/globals';
import request from 'supertest';
import { cookieSession } from '../../../lib/legacy/cookie-session.js';
import { cookiesIn } from '../../support/legacy-cookies.js';
import { DATA, UNTIL } from '../../support/legacy.js';

const require = createRequire(import.meta.url);
const { CookieSessionModule } = require('nestjs-cookie-session') as {
  CookieSessionModule: { forRoot(options: object): DynamicModule };
};

@Controller()
class LoginController {
  @Get()
  login(@Req() incoming: { session: object }): string {
    Object.assign(incoming.session, DATA);
    return 'signed in';
  }
}

@Module({
  imports: [CookieSessionModule.forRoot({ session: { keys: ['a key of the Nest application'] } })],
  controllers: [LoginController],
})
class AppModule {}

it('cookieSession opens what nestjs-cookie-session sets', async () => {
  const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = await testing.createNestApplication({ logger: false }).init();
  try {
    const response = await request(app.getHttpServer()).get('/').expect(200, 'signed in');
    const cookies = cookiesIn(response.get('Set-Cookie') ?? []);
    const reader = cookieSession({ until: UNTIL, keys: ['a newer key', 'a key of the Nest application'] });
    expect(reader.read(cookies, Date.now())).toMatchObject({ ok: true, data: DATA });
  } finally {
    await app.close();
  }
});
