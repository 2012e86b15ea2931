import { newSessionId } from '../envelope/envelope.js';
import type { SessionError } from '../errors.js';
import type { Data } from './data-rules.js';
import { describeCookie, type SessionCookie } from './describe-session.js';
import { lifetimeOf } from './expiry.js';
import { FLASH, FlashMessages } from './flash.js';
import { stringifyData } from './json.js';
import { destroyedError, headersSentError, replacedError } from './session-errors.js';
import type { SessionManager } from './session-manager.js';
import { isReservedName, SessionObject, type TouchOptions } from './session-object.js';
import type { StoredSession } from './stored-session.js';

/** The JSON of a session without data. */
export const EMPTY_TEXT = '{}';

/** One session in one request: what was loaded and what the request did to it. Applications hold its `object`. */
export class SessionState {
  object = new SessionObject(this);
  destroyed = false;
  /** `regenerate()` left the stored session behind: the next commit gives a new id. */
  regenerated = false;
  renewalAsked = false;
  lifetime: number | undefined;
  persistent: boolean | undefined;
  /** The headers of the response are out: nothing can be written any more. */
  committed = false;
  /** JSON of the data that was committed; undefined where that failed. */
  committedText: string | undefined;
  /** The application has been told, by an exception, that the session cannot be written. */
  failureSeen = false;
  /** The JSON that was looked at last, and why it cannot be sealed, if it cannot. */
  verdict: { readonly text: string; readonly error: SessionError | undefined } | undefined;
  private freshId: string | undefined;
  readonly flash = new FlashMessages();
  private replaced: { readonly object: SessionObject; readonly text: string } | undefined;

  constructor(
    private readonly manager: SessionManager,
    /** Names of the session cookies that the request carried. */
    readonly cookieNames: ReadonlySet<string>,
    readonly stored?: StoredSession,
  ) {
    this.lifetime = stored?.lifetime;
    this.persistent = stored?.persistent;
    this.fill(stored?.data ?? manager.data.initial());
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

  /** JSON of the data as it is now. */
  text(): string {
    const { value } = this.flash;
    return stringifyData(value === undefined ? this.object : { ...this.object, [FLASH]: value });
  }

  regenerate(asNewObject: boolean): void {
    this.assertWritable();
    if (asNewObject) {
      this.replaced = { object: this.object, text: stringifyData(this.object) };
      this.object = new SessionObject(this);
    }
    this.empty();
    this.fill(this.manager.data.initial());
    this.destroyed = false;
    this.regenerated = true;
    this.freshId = undefined;
    this.lifetime = this.persistent = undefined;
  }

  destroy(): void {
    this.assertWritable();
    this.empty();
    this.destroyed = true;
  }

  touch({ timeout, persistent }: TouchOptions): void {
    this.assertWritable();
    if (timeout !== undefined) this.lifetime = lifetimeOf(timeout);
    if (persistent !== undefined) this.persistent = persistent;
    this.renewalAsked = true;
  }

  reload(): void {
    this.assertWritable();
    this.empty();
    const { data } = this.manager;
    this.fill((this.current && data.read(this.current.text)) ?? data.initial());
  }

  save(): void {
    this.assertWritable();
    this.manager.check(this);
  }

  /** `request.session = data`. Null and undefined end the session; data after that begins a new one. */
  assign(data: unknown): void {
    if (data === this.object) return;
    if (data === null || data === undefined) return this.destroy();
    if (typeof data !== 'object' || Array.isArray(data)) {
      throw new TypeError('request.session takes an object with the data, or null to end the session');
    }
    this.assertWritable();
    const copy = { ...data };
    if (this.destroyed) this.regenerate(false);
    this.empty();
    Object.assign(this.object, copy);
  }

  /** @throws {SessionError} for data that went to an object which is not the session any more. */
  assertNothingLost(): void {
    const { replaced, destroyed } = this;
    if (destroyed && this.text() !== EMPTY_TEXT) throw destroyedError();
    if (replaced && stringifyData(replaced.object) !== replaced.text) throw replacedError();
  }

  /** True when a committed session was changed since, and so in vain. */
  get changedInVain(): boolean {
    if (this.committedText === undefined) return false;
    try {
      return this.text() !== this.committedText;
    } catch {
      return true;
    }
  }

  private assertWritable(): void {
    if (this.committed) throw headersSentError();
  }

  private empty(): void {
    const data = this.object as unknown as Data;
    for (const key of Object.keys(data)) delete data[key];
    this.flash.clear();
  }

  /** A reserved name is in no session that this library sealed; where another did, it is not taken. */
  private fill(source: Data): void {
    const data = this.object as unknown as Data;
    for (const key of Object.keys(source)) {
      if (!isReservedName(key)) data[key] = source[key];
      else if (key === FLASH) this.flash.load(source[key]);
    }
  }
}
