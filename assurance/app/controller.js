import { Controller, Get, Query, Session } from '@nestjs/common';

/** Decorators are applied by hand: nothing has to be compiled. */
export class SessionController {
  /** Begins a session, with as many bytes of filling as asked for. */
  signIn(session, user, bytes) {
    Object.assign(session, { user, views: 0, filling: 'x'.repeat(Number(bytes ?? 0)) });
    return { user };
  }

  read(session) {
    return { user: session.user, views: session.views };
  }

  change(session) {
    session.views = (session.views ?? 0) + 1;
    return { user: session.user, views: session.views };
  }
}

const { prototype } = SessionController;
Controller()(SessionController);
for (const name of Object.getOwnPropertyNames(prototype).filter((each) => each !== 'constructor')) {
  Get(name)(prototype, name, Object.getOwnPropertyDescriptor(prototype, name));
  Session()(prototype, name, 0);
}
Query('user')(prototype, 'signIn', 1);
Query('bytes')(prototype, 'signIn', 2);
