import { Controller, Get, Query, Session } from '@nestjs/common';
import { sessionOf } from '../support/sessions.js';

/**
 * The routes of every variant, with decorators applied by hand: nothing has to be compiled. `sessionParameter` is how
 * the variant's users get at their session, and `access` how they read and change it.
 */
export function makeController(sessionParameter = Session(), access = plain) {
  class BenchController {
    untouched() {
      return { ok: true };
    }
    login(session, userId) {
      return access.fill(session, sessionOf(300, Number(userId)));
    }
    read(session) {
      return { user: access.get(session, 'userId') };
    }
    changed(session) {
      return access.set(session, 'views', (access.get(session, 'views') ?? 0) + 1);
    }
  }
  const { prototype } = BenchController;
  Controller()(BenchController);
  for (const name of ['untouched', 'login', 'read', 'changed']) {
    Get(name)(prototype, name, Object.getOwnPropertyDescriptor(prototype, name));
    if (name !== 'untouched') sessionParameter(prototype, name, 0);
  }
  Query('user')(prototype, 'login', 1);
  return BenchController;
}

/** A session whose data are its properties. */
const plain = {
  get: (session, name) => session[name],
  set(session, name, value) {
    session[name] = value;
    return { [name]: value };
  },
  fill(session, data) {
    Object.assign(session, data);
    return { ok: true };
  },
};

/** iron-session: written when the application says so. */
export const savedByHand = {
  ...plain,
  async set(session, name, value) {
    session[name] = value;
    await session.save();
    return { [name]: value };
  },
  async fill(session, data) {
    Object.assign(session, data);
    await session.save();
    return { ok: true };
  },
};
