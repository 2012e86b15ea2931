import type { SessionCookie } from './describe-session.js';
import * as actions from './session-actions.js';
import type { SessionState } from './session-state.js';

/** Called without an argument when all went well. */
export type SessionCallback = (error?: unknown) => void;

export interface TouchOptions {
  /** Inactivity limit of this session from now on, in milliseconds; never beyond `absoluteTimeout`. */
  timeout?: number;
  /** Whether the browser keeps the cookie when it closes. */
  persistent?: boolean;
}

/**
 * Methods of every session, named and shaped as express-session's. Each returns a promise and also takes a callback, which
 * then gets the error. After the headers of the response are out they fail with ERR_SESSION_HEADERS_SENT.
 */
export interface SessionMethods {
  /**
   * A new id and no data: call it when somebody signs in or out (OWASP ASVS 5.0, 7.2.4). With a callback,
   * `request.session` is a new object afterwards, as with express-session; without one this object is emptied.
   */
  regenerate(callback?: SessionCallback): Promise<void>;
  /** Ends the session: its cookies are cleared on this response, whatever else happens in this request. */
  destroy(callback?: SessionCallback): Promise<void>;
  /** Checks that the session can be written: fails with ERR_SESSION_TOO_LARGE or ERR_SESSION_NOT_JSON. */
  save(callback?: SessionCallback): Promise<void>;
  /** Renews the session on this response; with options, also changes how long it lives ("remember me"). */
  touch(callback?: SessionCallback): Promise<void>;
  touch(options: TouchOptions, callback?: SessionCallback): Promise<void>;
  /** Drops the changes of this request: the data is again what the cookie held. */
  reload(callback?: SessionCallback): Promise<void>;
  /** Leaves a message for the next request that asks, across redirects. */
  flash(kind: string, message: string): void;
  /** The messages of a kind, oldest first; they are gone afterwards. */
  flash(kind: string): string[];
}

/** What code written for express-session reads. Data that is stored under these names is what they show. */
export interface SessionReadings {
  readonly id: string;
  readonly cookie: SessionCookie;
}

/** The session as applications see it: the data as own properties, and methods on the prototype that JSON does not see. */
export class SessionObject {
  readonly #state: SessionState;

  constructor(state: SessionState) {
    this.#state = state;
  }

  static stateOf(session: SessionObject): SessionState {
    return session.#state;
  }
}

const methods: SessionMethods & ThisType<SessionObject> = {
  regenerate(callback) {
    return settle(() => actions.regenerate(SessionObject.stateOf(this), callback !== undefined), callback);
  },
  destroy(callback) {
    return settle(() => actions.destroy(SessionObject.stateOf(this)), callback);
  },
  save(callback) {
    return settle(() => actions.save(SessionObject.stateOf(this)), callback);
  },
  touch(first?: TouchOptions | SessionCallback, second?: SessionCallback) {
    const [options, callback] = typeof first === 'function' ? [{}, first] : [first ?? {}, second];
    return settle(() => actions.touch(SessionObject.stateOf(this), options), callback);
  },
  reload(callback) {
    return settle(() => actions.reload(SessionObject.stateOf(this)), callback);
  },
  flash: function (this: SessionObject, kind: string, message?: string) {
    const { flash } = SessionObject.stateOf(this);
    return message === undefined ? flash.take(kind) : flash.add(kind, message);
  } as SessionMethods['flash'],
};

/** With a callback the outcome goes there, later, as with express-session; else to the promise. */
function settle(action: () => Promise<void> | void, callback: SessionCallback | undefined): Promise<void> {
  const outcome = run(action, callback);
  // Code written for express-session calls save() and looks no further. Node ends a process for a promise that fails
  // unseen; what is lost is told when the headers leave.
  outcome.catch(() => {});
  return outcome;
}

async function run(action: () => Promise<void> | void, callback: SessionCallback | undefined): Promise<void> {
  if (callback === undefined) return action();
  let error: unknown;
  try {
    await action();
  } catch (thrown) {
    error = thrown;
  }
  process.nextTick(callback, error);
}

/** Names that are methods, or would change the prototype. */
const RESERVED = new Set([...Object.keys(methods), '__proto__']);

for (const name of RESERVED) {
  Object.defineProperty(SessionObject.prototype, name, {
    get: () => methods[name as keyof SessionMethods],
    set: () => {
      throw Object.assign(
        new TypeError(`"${name}" is a reserved name of the session; store the data under another one`),
        { code: 'ERR_SESSION_RESERVED_NAME' },
      );
    },
  });
}

/** No names of the session's own: data may be stored under them. */
const readable: { [Name in keyof SessionReadings]: (state: SessionState) => SessionReadings[Name] } = {
  id: (state) => state.id,
  cookie: (state) => state.cookie,
};

for (const [name, read] of Object.entries(readable)) {
  Object.defineProperty(SessionObject.prototype, name, {
    get(this: SessionObject) {
      return read(SessionObject.stateOf(this));
    },
    set(this: SessionObject, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}

export function isReservedName(name: string): boolean {
  return RESERVED.has(name);
}
