import { isDeepStrictEqual } from 'node:util';
import type { TestSession } from '../../test/support/managers.js';
import { LONGEST_TIMEOUT } from './fleet.js';
import type { Model } from './model.js';

/** What a request does to its session; `expect` says the same of the model, and whether the cookie is written. */
export interface Action {
  readonly title: string;
  readonly act: (session: TestSession) => unknown;
  readonly expect: (model: Model, instance: number) => boolean;
}

export const READ: Action = {
  title: 'read',
  act: () => {},
  expect: (model, instance) => model.read(instance),
};

export const DESTROY: Action = {
  title: 'destroy',
  act: (session) => session.destroy(),
  expect: (model) => endSession(model),
};

export const TOUCH: Action = {
  title: 'touch',
  act: (session) => session.touch({ timeout: LONGEST_TIMEOUT }),
  expect(model, instance) {
    if (model.live === undefined) return false;
    model.seal(instance, model.live.data, { since: model.live.createdAt, timeout: LONGEST_TIMEOUT });
    return true;
  },
};

/** The error leaves the client with what it has. */
export const TOO_MUCH: Action = {
  title: 'write 60 KB',
  act: (session) => (session['filling'] = 'x'.repeat(60_000)),
  expect: () => false,
};

export const write = (turn: number, bytes: number): Action => ({
  title: `write ${bytes} bytes, turn ${turn}`,
  act: (session) => Object.assign(session, contents(turn, bytes)),
  expect(model, instance) {
    const { live } = model;
    const data = { ...live?.data, ...contents(turn, bytes) };
    if (live && isDeepStrictEqual(data, live.data)) return model.read(instance);
    model.seal(instance, data, live && { since: live.createdAt, timeout: live.timeout });
    return true;
  },
});

export const signIn = (turn: number): Action => ({
  title: `regenerate and write turn ${turn}`,
  act(session) {
    void session.regenerate();
    Object.assign(session, contents(turn, 10));
  },
  expect(model, instance) {
    model.seal(instance, contents(turn, 10));
    return true;
  },
});

const contents = (turn: number, bytes: number) => ({ turn, filling: 'x'.repeat(bytes) });

/** Whatever the browser holds of a session is dropped, also where it opens no more. */
function endSession(model: Model): boolean {
  model.session = undefined;
  return true;
}
