import { findCookies } from '../cookie/find-cookies.js';
import type { CookieWriter } from '../cookie/set-cookie.js';
import type { Envelope } from '../envelope/envelope.js';
import type { ResolvedOptions } from '../resolve-options.js';
import type { Revocation } from '../revocation/revocation.js';
import type { SessionLog } from '../session-log.js';
import { DataRules } from './data-rules.js';
import { Expiry, maxAgeSeconds } from './expiry.js';
import { type FoundSession, LegacySessions } from './legacy-sessions.js';
import { moveSession } from './moved-session.js';
import { assign } from './session-actions.js';
import { createdAtOf, timesToSeal } from './sealing-times.js';
import { SessionEvents } from './session-events.js';
import { SessionOpener } from './session-opener.js';
import { SessionRevocation } from './session-revocation.js';
import { SessionState } from './session-state.js';
import { flagsOf, type StoredSession, type Unsealed } from './stored-session.js';

/** A sealed value and its Max-Age in seconds (undefined: until the browser closes), or that the session is over. */
export type Outcome = { readonly value: string; readonly maxAge: number | undefined } | typeof ENDED;
export const ENDED = 'ended';

/** From a Cookie header to a session, and from a session to a sealed value: the main path. Knows no request. */
export class SessionManager {
  readonly events: SessionEvents;
  readonly expiry: Expiry;
  readonly data: DataRules;
  /** Both where the application asks for them. */
  readonly revocation: SessionRevocation | undefined;
  readonly legacy: LegacySessions | undefined;
  private readonly opener: SessionOpener;

  constructor(
    readonly options: ResolvedOptions,
    private readonly envelope: Envelope,
    readonly cookies: CookieWriter,
    log: SessionLog = console,
    revocation?: Revocation,
  ) {
    this.events = new SessionEvents(cookies.name);
    this.expiry = new Expiry(options);
    this.data = new DataRules(options, cookies, this.events);
    this.revocation = revocation && new SessionRevocation(revocation, options, log);
    this.opener = new SessionOpener(envelope, this.expiry, this.data, this.events, this.revocation);
    if (options.legacy.length > 0) this.legacy = new LegacySessions(options.legacy, this.events, log);
  }

  /**
   * The session of a request. Whatever the header is, there is one: an empty one when nothing opens.
   *
   * @param moved what another library's cookie held, where that took a while to find out; null: nothing.
   * @throws {SessionError} ERR_SESSION_STALE
   */
  load(cookieHeader: string | undefined, moved?: FoundSession | null): SessionState {
    // 1. Find the cookies that carry our name.
    const found = findCookies(cookieHeader, this.cookies.name);
    // 2. Open them, or else what another library left.
    const own = found.names.size === 0 ? undefined : this.accept(this.opener.unsealCookies(found));
    const stored = own ?? moveSession(this, moved === undefined ? this.legacy?.find(cookieHeader) : moved);
    // 3. Hand out the session.
    return new SessionState(this, found.names, stored);
  }

  /**
   * What a response has to tell the client; undefined when there is nothing. Afterwards the session cannot change.
   *
   * @throws {SessionError} when the session cannot be written; the client then keeps what it has.
   */
  commit(state: SessionState, now = Date.now()): Outcome | undefined {
    state.committed = true;
    // 1. A destroyed session is over, whatever was stored in it since.
    if (state.destroyed) return this.end(state);
    // 2. Nor does one come back that was revoked since it was opened: the client keeps what is worth nothing.
    if (state.current && this.isRevoked(state.current)) return this.events.rejected('revoked');
    // 3. Serialise, and refuse what cannot be written.
    const text = this.check(state);
    state.committedText = text;
    // 4. Is there anything to write?
    const isEmpty = text === state.initialText && state.current === undefined;
    if (isEmpty) return state.regenerated ? this.end(state) : undefined;
    const times = timesToSeal(this, state, text, now);
    state.times = times ?? state.current;
    if (times === undefined) return undefined;
    // 5. Seal with the newest key.
    const { createdAt, issuedAt, expiresAt } = times;
    const contents = { flags: flagsOf(state), id: state.id, createdAt, issuedAt, expiresAt, text };
    const value = this.envelope.seal(contents);
    this.events.sealed(state.id, this.keyId, value.length);
    // 6. Hand over the value, and how long the client may keep it.
    const persistent = state.persistent ?? this.options.cookie.persistent;
    return { value, maxAge: persistent ? maxAgeSeconds(times, now) : undefined };
  }

  /**
   * The JSON that a commit would seal.
   *
   * @throws {SessionError} what `commit` would throw, while an answer can still be changed.
   */
  check(state: SessionState): string {
    state.assertNothingLost();
    const text = state.live.text();
    if (text === state.stored?.unchangedText || text === state.initialText) return text;
    // Asked at the end of the handler and again when the headers leave, one text is looked at once.
    if (state.verdict?.text !== text) state.verdict = { text, error: this.data.refusal(text) };
    if (state.verdict.error !== undefined) throw state.verdict.error;
    return text;
  }

  /** Opens one value of this cookie, from wherever it came. Whatever it is, the answer is a value. */
  unseal(value: string, now?: number): Unsealed {
    return this.opener.unseal(value, now);
  }

  /** The session that a request goes on with; throws as `load` does. */
  accept(unsealed: Unsealed): StoredSession | undefined {
    return this.opener.accept(unsealed);
  }

  /** Seals data as a new session. */
  seal(data: object, now = Date.now()): string {
    const state = new SessionState(this, new Set());
    assign(state, data);
    const text = this.check(state);
    const { createdAt, issuedAt, expiresAt } = this.expiry.issue(createdAtOf(this, state, now), now);
    return this.envelope.seal({ flags: 0, id: state.id, createdAt, issuedAt, expiresAt, text });
  }

  /** Id of the key that seals. */
  get keyId(): number {
    return this.envelope.keyId;
  }

  /** True for a session that was ended elsewhere, as far as this process knows. */
  isRevoked(session: StoredSession): boolean {
    return this.revocation?.isRevoked(session) ?? false;
  }

  /** Ends the session that a request leaves behind for all its copies, where there is a way. */
  leave(session: StoredSession | undefined): Promise<void> | undefined {
    return session && this.revocation?.leave(session);
  }

  /** True where a Cookie header holds a session of ours; nobody is told. */
  holds(cookieHeader: string | undefined): boolean {
    return this.opener.unsealCookies(findCookies(cookieHeader, this.cookies.name)).ok;
  }

  /** Lets go of what outlives a request. */
  async close(): Promise<void> {
    await this.revocation?.all.close();
  }

  private end({ stored }: SessionState): Outcome {
    if (stored !== undefined) this.events.destroyed(stored.id);
    return ENDED;
  }
}
