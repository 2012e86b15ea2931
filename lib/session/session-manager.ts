import { candidateValues } from '../cookie/chunks.js';
import { findCookies } from '../cookie/find-cookies.js';
import type { CookieWriter } from '../cookie/set-cookie.js';
import type { Envelope } from '../envelope/envelope.js';
import type { ResolvedOptions } from '../resolve-options.js';
import { DataRules } from './data-rules.js';
import { Expiry, maxAgeSeconds, type SessionTimes } from './expiry.js';
import { assign } from './session-actions.js';
import { SessionEvents } from './session-events.js';
import { SessionState } from './session-state.js';
import {
  eitherOne,
  flagsOf,
  latestOf,
  NOTHING,
  readStored,
  type StoredSession,
  type Unsealed,
} from './stored-session.js';

/** A sealed value and its Max-Age in seconds (undefined: until the browser closes), or that the session is over. */
export type Outcome = { readonly value: string; readonly maxAge: number | undefined } | typeof ENDED;
export const ENDED = 'ended';

/** From a Cookie header to a session, and from a session to a sealed value: the main path. Knows no request. */
export class SessionManager {
  readonly events: SessionEvents;
  readonly expiry: Expiry;
  readonly data: DataRules;

  constructor(
    readonly options: ResolvedOptions,
    private readonly envelope: Envelope,
    readonly cookies: CookieWriter,
  ) {
    this.events = new SessionEvents(cookies.name);
    this.expiry = new Expiry(options);
    this.data = new DataRules(options, cookies, this.events);
  }

  /** The session of a request. Whatever the header is, there is one: an empty one when nothing opens. */
  load(cookieHeader: string | undefined): SessionState {
    // 1. Find the cookies that carry our name.
    const found = findCookies(cookieHeader, this.cookies.name);
    if (found.names.size === 0) return new SessionState(this, found.names);
    // 2. Join chunks; each distinct value is a candidate.
    const { single, joined } = candidateValues(found);
    // 3. Unseal them: exactly one may open.
    const stored = this.accept(latestOf(this.unsealOnly(single), this.unsealOnly(joined)));
    // 4. Hand out the session.
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
    // 2. Serialise, and refuse what cannot be written.
    const text = this.check(state);
    state.committedText = text;
    // 3. Is there anything to write?
    const isEmpty = text === state.initialText && state.current === undefined;
    if (isEmpty) return state.regenerated ? this.end(state) : undefined;
    const times = this.timesToSeal(state, text, now);
    if (times === undefined) return undefined;
    // 4. Seal with the newest key.
    const { createdAt, issuedAt, expiresAt } = times;
    const contents = { flags: flagsOf(state), id: state.id, createdAt, issuedAt, expiresAt, text };
    const value = this.envelope.seal(contents);
    this.events.sealed(state.id, this.keyId, value.length);
    // 5. Hand over the value, and how long the client may keep it.
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
  unseal(value: string, now = Date.now()): Unsealed {
    const opened = this.envelope.unseal(value);
    if (!opened.ok) return opened;
    const { contents, keyId } = opened;
    if (this.expiry.isOver(contents, now)) return { ok: false, reason: 'expired' };
    const data = this.data.read(contents.text);
    const session = data && readStored(contents, keyId, data);
    return session ? { ok: true, session } : { ok: false, reason: 'contents' };
  }

  /** Seals data as a new session. */
  seal(data: object, now = Date.now()): string {
    const state = new SessionState(this, new Set());
    assign(state, data);
    const text = this.check(state);
    return this.envelope.seal({ flags: 0, id: state.id, ...this.expiry.issue(now, now), text });
  }

  /** Id of the key that seals. */
  get keyId(): number {
    return this.envelope.keyId;
  }

  /** The session that a request goes on with; an event says so, or why there is none. */
  accept(unsealed: Unsealed): StoredSession | undefined {
    return unsealed.ok ? this.events.opened(unsealed.session) : this.events.rejected(unsealed.reason);
  }

  /** Of several values under one name exactly one may open. */
  private unsealOnly(values: readonly string[]): Unsealed {
    return values.map((value) => this.unseal(value)).reduce(eitherOne, NOTHING);
  }

  /** undefined when the client has all there is to know. */
  private timesToSeal(state: SessionState, text: string, now: number): SessionTimes | undefined {
    const { current } = state;
    if (current === undefined) return this.expiry.issue(now, now, state.lifetime);
    const changed = text !== current.unchangedText;
    if (changed || state.renewalAsked || this.expiry.isRenewalDue(current, now, state.lifetime)) {
      if (!changed) this.events.renewed(current.id);
      return this.expiry.issue(current.createdAt, now, state.lifetime);
    }
    // Under an older key: sealed anew, with the times it has.
    return current.keyId === this.keyId ? undefined : current;
  }

  private end({ stored }: SessionState): Outcome {
    if (stored !== undefined) this.events.destroyed(stored.id);
    return ENDED;
  }
}
