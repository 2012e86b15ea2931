// An instance of an application in a process of its own, so that it can be killed; on the built library. Takes
// SESSION_SECRET and REDIS_URL, and tells its parent the port.
import { Controller, Get, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CookieSessionModule, Session, SessionService } from '../../dist/esm/index.js';
import { redisRevocation } from '../../dist/esm/redis/index.js';

/** Decorators are applied by hand: nothing has to be compiled. */
class MemberController {
  me(session) {
    return session.user?.id ?? 'nobody';
  }

  async revoke(id) {
    await sessions.revoke(id);
    return 'ok';
  }
}

function route(name, method, parameter) {
  const descriptor = Object.getOwnPropertyDescriptor(MemberController.prototype, name);
  method(MemberController.prototype, name, descriptor);
  parameter(MemberController.prototype, name, 0);
}
Controller()(MemberController);
route('me', Get('me'), Session());
route('revoke', Post('revoke/:id'), Param('id'));

const { SESSION_SECRET: secret, REDIS_URL: url } = process.env;
const session = CookieSessionModule.forRoot({
  secret,
  revocation: redisRevocation({ url }),
  subject: ({ user }) => user?.id,
});
function AppModule() {}
Module({ imports: [session], controllers: [MemberController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: ['error', 'fatal'] });
const sessions = app.get(SessionService);
await app.listen(0, '127.0.0.1');
process.on('disconnect', () => process.exit());
process.send({ port: app.getHttpServer().address().port });
