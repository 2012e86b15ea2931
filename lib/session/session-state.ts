import { newSessionId } from '../envelope/envelope.js';
import type { SessionError } from '../errors.js';
import { describeCookie, type SessionCookie } from './describe-session.js';
import type { SessionTimes } from './expiry.js';
import type { FlashMessages } from './flash.js';
import { stringifyData } from './json.js';
import { LiveData } from './live-data.js';
import { destroyedError, headersSentError, readOnlyError, replacedError } from './session-errors.js';
import { readOnly } from './read-only.js';
import type { SessionManager } from './session-manager.js';
import { SessionObject } from './session-object.js';
import type { StoredSession } from './stored-session.js';

/** The JSON of a session without data. */
export const EMPTY_TEXT = '{}';

/** One session in one request: what was loaded and what the request did to it. Applications hold its `object`. */
export class SessionState {
  readonly live = new LiveData(new SessionObject(this));
  destroyed = false;
  /** `regenerate()` left the stored session behind: the next commit gives a new id. */
  regenerated = false;
  renewalAsked = false;
  /** What the client sent; undefined: nothing, or nothing that opened. */
  stored: StoredSession | undefined;
  lifetime: number | undefined;
  persistent: boolean | undefined;
  /** The headers of the response are out: nothing can be written any more. */
  committed = false;
  isReadOnly = false;
  /** The request header that carried the session instead of a cookie, and the response header that takes it back. */
  header: string | undefined;
  /** JSON of the data that a new session began with. */
  initialText = EMPTY_TEXT;
  /** JSON of the data that was committed; undefined where that failed. */
  committedText: string | undefined;
  /** Times of what the client has after the commit. */
  times: SessionTimes | undefined;
  /** What the application was told, by an exception, when its handler was done. */
  failureSeen: unknown;
  /** The JSON that was looked at last, and why it cannot be sealed, if it cannot. */
  verdict: { readonly text: string; readonly error: SessionError | undefined } | undefined;
  private freshId: string | undefined;
  private refusedLate = false;
  private replaced: { readonly object: SessionObject; readonly text: string } | undefined;

  constructor(
    readonly manager: SessionManager,
    /** Names of the session cookies that the request carried. */
    readonly cookieNames: ReadonlySet<string>,
    stored?: StoredSession,
  ) {
    this.restore(stored);
  }

  /** The stored session where it goes on: not after `regenerate()` or `destroy()`. */
  get current(): StoredSession | undefined {
    return this.regenerated || this.destroyed ? undefined : this.stored;
  }

  /** The id of the session; of a new one it is made when it is first asked for. */
  get id(): string {
    return this.current?.id ?? (this.freshId ??= newSessionId());
  }

  get cookie(): SessionCookie {
    return describeCookie(this.manager, this);
  }

  /** For a request that no response of ours will answer. */
  makeReadOnly(): void {
    this.isReadOnly = this.committed = true;
    this.live.object = readOnly(this.object);
  }

  /** For a response whose headers are out already. */
  commitUnchanged(): void {
    this.committed = true;
    this.committedText = this.live.text();
  }

  get flash(): FlashMessages {
    if (this.isReadOnly) throw readOnlyError();
    return this.live.messages;
  }

  get object(): SessionObject {
    return this.live.object;
  }

  /** Leaves the stored session behind: what follows is a new one. */
  renew(): void {
    this.live.clear();
    this.begin();
    this.destroyed = false;
    this.regenerated = true;
    this.freshId = this.lifetime = this.persistent = undefined;
  }

  /** Fills in the data of a new session, which alone is no reason for a cookie. */
  begin(): void {
    const { data, text } = this.manager.data.initial();
    this.initialText = text;
    this.live.fill(data);
  }

  /** A new object for a new session; the old one keeps its id and its data, which must not change any more. */
  replaceObject(): void {
    const { object, id } = this;
    if (!Object.hasOwn(object, 'id')) Object.defineProperty(object, 'id', { value: id });
    this.replaced = { object, text: stringifyData(object) };
    this.live.object = new SessionObject(this);
  }

  /** Takes over what was stored; nothing: a new session. */
  restore(stored: StoredSession | undefined): void {
    this.stored = stored;
    this.lifetime = stored?.lifetime;
    this.persistent = stored?.persistent;
    this.live.clear();
    if (stored === undefined) return this.begin();
    this.live.fill(stored.data);
    // A schema may have made other data of the text.
    if (this.manager.options.schema === undefined) this.live.remember(stored.data, stored.text);
  }

  /** @throws {SessionError} for data that went to an object which is not the session any more. */
  assertNothingLost(): void {
    const { replaced, destroyed } = this;
    if (destroyed && this.live.text() !== EMPTY_TEXT) throw destroyedError();
    if (replaced && stringifyData(replaced.object) !== replaced.text) throw replacedError();
  }

  /** True when a committed session was changed since, or was to be, and so in vain. */
  get changedInVain(): boolean {
    if (this.refusedLate) return true;
    if (this.committedText === undefined) return false;
    try {
      return this.live.text() !== this.committedText;
    } catch {
      return true;
    }
  }

  assertWritable(): void {
    if (this.isReadOnly) throw readOnlyError();
    if (this.committed) throw headersSentError();
  }

  /** As `assertWritable`, and remembers it: perhaps nobody waits for the error. */
  assertChangeable(): void {
    this.refusedLate ||= this.committed && !this.isReadOnly;
    this.assertWritable();
  }
}
