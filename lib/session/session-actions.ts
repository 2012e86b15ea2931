import { oneOf } from '../option-errors.js';
import { lifetimeOf } from './expiry.js';
import { takenTwiceError } from './session-errors.js';
import type { TouchOptions } from './session-object.js';
import type { SessionState } from './session-state.js';
import type { StoredSession } from './stored-session.js';

// What applications do to a session, by its methods or by assigning `request.session`.

/** Settles when the old id is revoked, where sessions can be. */
export function regenerate(state: SessionState, asNewObject: boolean): Promise<void> | void {
  state.assertChangeable();
  const { current, manager } = state;
  if (asNewObject) state.replaceObject();
  state.renew();
  return manager.leave(current);
}

/** Settles as `regenerate` does. */
export function destroy(state: SessionState): Promise<void> | void {
  state.assertChangeable();
  const { current, manager } = state;
  state.live.clear();
  state.destroyed = true;
  return manager.leave(current);
}

export function touch(state: SessionState, { timeout, persistent }: TouchOptions): void {
  state.assertChangeable();
  oneOf('persistent', persistent, [undefined, true, false]);
  if (timeout !== undefined) state.lifetime = lifetimeOf(timeout);
  if (persistent !== undefined) state.persistent = persistent;
  state.renewalAsked = true;
}

export function reload(state: SessionState): void {
  state.assertWritable();
  const { current, manager } = state;
  state.live.clear();
  const stored = current && manager.data.read(current.text);
  if (stored) state.live.fill(stored.data);
  else state.begin();
}

export function save(state: SessionState): void {
  state.assertWritable();
  state.manager.check(state);
}

/** `request.session = data`. Null and undefined end the session; data after that begins a new one. */
export function assign(state: SessionState, data: unknown): void {
  if (data === state.object) return;
  // Nobody waits for an assignment; a revocation that failed is logged.
  if (data === null || data === undefined) return void destroy(state)?.catch(() => {});
  if (typeof data !== 'object' || Array.isArray(data)) {
    throw new TypeError('request.session takes an object with the data, or null to end the session');
  }
  state.assertWritable();
  // A copy with the session's own setters: a reserved name throws here, before anything is lost.
  const copy = Object.assign(Object.create(Object.getPrototypeOf(state.object) as object) as object, data);
  if (state.destroyed) state.renew();
  state.live.clear();
  Object.assign(state.object, copy);
}

/**
 * Takes the session from a header, where the request brought no cookie.
 *
 * @throws {SessionError} ERR_SESSION_TAKEN_TWICE when there is a cookie, or something was stored without either.
 */
export function adopt(state: SessionState, header: string, stored: StoredSession | undefined): void {
  if (state.cookieNames.size > 0 || state.live.text() !== state.initialText) throw takenTwiceError(header);
  state.header = header;
  state.restore(stored);
}
