import { candidateValues } from '../cookie/chunks.js';
import { findCookies } from '../cookie/find-cookies.js';
import type { CookieWriter } from '../cookie/set-cookie.js';
import { channels, publish, type RejectionReason } from '../diagnostics.js';
import { type Envelope, newSessionId, sealedLength } from '../envelope/envelope.js';
import { formatKeyId } from '../envelope/key-ring.js';
import { assertDuration, type ResolvedOptions } from '../resolve-options.js';
import {
  isExpired,
  isRenewalDue,
  issueTimes,
  lifetimeOf,
  maxAgeSeconds,
  type SessionTimes,
} from './expiry.js';
import { tooLargeError } from './session-errors.js';
import { EMPTY_TEXT, type SessionRules, SessionState } from './session-state.js';
import { flagsOf, readStored, type StoredSession } from './stored-session.js';

export type Unsealed =
  | { readonly ok: true; readonly session: StoredSession }
  | { readonly ok: false; readonly reason: RejectionReason };

export interface SessionDescription {
  /** 16 random bytes in base64url. It names the session, it does not open it. */
  readonly id: string;
  /** True until the session has come back in a cookie. */
  readonly isNew: boolean;
  readonly createdAt: Date;
  readonly issuedAt: Date;
  /** When it ends unless it is renewed; the absolute limit is in it. */
  readonly expiresAt: Date;
  /** What it takes of the Cookie header. */
  readonly bytes: number;
  /** The key it was sealed with, in eight hexadecimal digits; of a new session, the one that will seal it. */
  readonly keyId: string;
}

/** From a Cookie header to a session, and from a session to Set-Cookie lines: the main path. Knows no request. */
export class SessionManager implements SessionRules {
  constructor(
    readonly options: ResolvedOptions,
    private readonly envelope: Envelope,
    private readonly cookies: CookieWriter,
  ) {}

  /** The session of a request. Whatever the header is, there is one: an empty one when nothing opens. */
  load(cookieHeader: string | undefined): SessionState {
    // 1. Find the cookies that carry our name.
    const found = findCookies(cookieHeader, this.cookies.name);
    if (found.names.size === 0) return new SessionState(this, found.names);
    // 2. Join chunks; each distinct value is a candidate.
    const candidates = candidateValues(found);
    // 3. Unseal them: exactly one may open.
    const unsealed = this.unsealOnly(candidates);
    if (!unsealed.ok) this.publishRejection(unsealed.reason);
    // 4. Hand out the session.
    return new SessionState(this, found.names, unsealed.ok ? unsealed.session : undefined);
  }

  /**
   * The Set-Cookie lines of a response; none when there is nothing to write. Afterwards the session cannot change.
   *
   * @throws {SessionError} when the session cannot be written; the client then keeps the cookie it has.
   */
  commit(state: SessionState, now = Date.now()): string[] {
    // 1. Serialise, and refuse what cannot be written.
    state.committed = true;
    const text = this.serialize(state);
    state.committedText = text;
    // 2. A session that ended leaves nothing but expired cookies.
    if (state.destroyed || (text === EMPTY_TEXT && !state.current)) return this.clear(state);
    // 3. Is there anything to write?
    const times = this.timesToSeal(state, text, now);
    if (times === undefined) return [];
    // 4. Seal with the newest key.
    const { id } = state;
    const value = this.envelope.seal({ ...times, flags: flagsOf(state), id, text });
    // 5. Spread it over cookies, and expire those that are not written again.
    const persistent = state.persistent ?? this.options.cookie.persistent;
    const lines = this.cookies.write(value, persistent ? maxAgeSeconds(times, now) : undefined);
    publish(channels.sealed, () => ({ ...this.about(id), bytes: value.length, cookies: lines.size }));
    return [...lines.values(), ...this.expire([...state.cookieNames].filter((name) => !lines.has(name)))];
  }

  /** Throws what `commit` would throw, while an answer can still be changed. */
  check(state: SessionState): void {
    this.serialize(state);
  }

  /** The session as it would be sealed now. */
  describe(state: SessionState, now = Date.now()): SessionDescription {
    const { current, id } = state;
    const times = current ?? this.issue({ createdAt: now, lifetime: state.lifetime }, now);
    return {
      id,
      isNew: current === undefined,
      createdAt: new Date(times.createdAt),
      issuedAt: new Date(times.issuedAt),
      expiresAt: new Date(times.expiresAt),
      bytes: this.wireBytes(state.text()),
      keyId: formatKeyId(current?.keyId ?? this.envelope.keyId),
    };
  }

  /** Bytes of the Cookie header that a session with this JSON takes. */
  wireBytes(text: string): number {
    return this.cookies.wireBytes(sealedLength(Buffer.byteLength(text)));
  }

  /** Times of a session that would be sealed now. */
  issue(
    { createdAt, lifetime }: { createdAt: number; lifetime: number | undefined },
    now: number,
  ): SessionTimes {
    const { timeout, absoluteTimeout } = this.options;
    return issueTimes(createdAt, now, lifetime ?? lifetimeOf(timeout), absoluteTimeout);
  }

  lifetimeOf(timeout: number): number {
    return lifetimeOf(assertDuration('touch({ timeout })', timeout));
  }

  /** One value, of this import's cookie, from wherever it came. */
  unseal(value: string, now = Date.now()): Unsealed {
    const opened = this.envelope.unseal(value);
    if (!opened.ok) return opened;
    const session = readStored(opened.contents, opened.keyId);
    if (session === undefined) return { ok: false, reason: 'contents' };
    if (isExpired(session, now, this.options.absoluteTimeout)) return { ok: false, reason: 'expired' };
    publish(channels.opened, () => ({ ...this.about(session.id, session.keyId), bytes: value.length }));
    return { ok: true, session };
  }

  /** A value for data of a new session. */
  seal(data: object, now = Date.now()): string {
    const state = new SessionState(this, new Set());
    state.assign(data);
    const text = this.serialize(state);
    return this.envelope.seal({
      ...this.issue({ createdAt: now, lifetime: undefined }, now),
      flags: 0,
      id: newSessionId(),
      text,
    });
  }

  private unsealOnly(candidates: readonly string[]): Unsealed {
    let only: Unsealed = { ok: false, reason: 'chunks' };
    for (const candidate of candidates) {
      const unsealed = this.unseal(candidate);
      if (only.ok && unsealed.ok) return { ok: false, reason: 'ambiguous' };
      if (!only.ok) only = unsealed;
    }
    return only;
  }

  private serialize(state: SessionState): string {
    state.assertNothingLost();
    const text = state.text();
    if (text === state.stored?.text) return text;
    const bytes = this.wireBytes(text);
    const limit = this.options.maxBytes;
    if (bytes <= limit) return text;
    publish(channels.tooLarge, () => ({ cookieName: this.cookies.name, bytes, limit }));
    throw tooLargeError(state.object, bytes, limit);
  }

  /** undefined when the client has all there is to know. */
  private timesToSeal(state: SessionState, text: string, now: number): SessionTimes | undefined {
    const { current } = state;
    if (current === undefined) return this.issue({ createdAt: now, lifetime: state.lifetime }, now);
    const changed = text !== current.text;
    if (changed || state.renewalAsked || this.renews(current, state, now)) {
      if (!changed) publish(channels.renewed, () => this.about(current.id));
      return this.issue({ createdAt: current.createdAt, lifetime: state.lifetime }, now);
    }
    return current.keyId === this.envelope.keyId ? undefined : current;
  }

  private renews(current: StoredSession, { lifetime }: SessionState, now: number): boolean {
    const { rolling, timeout, absoluteTimeout } = this.options;
    if (rolling !== 'read') return rolling === 'every-response';
    return isRenewalDue(current, now, lifetime ?? lifetimeOf(timeout), absoluteTimeout);
  }

  private clear(state: SessionState): string[] {
    if (state.stored && (state.destroyed || state.regenerated)) {
      const { id } = state.stored;
      publish(channels.destroyed, () => this.about(id));
    }
    return state.destroyed || state.regenerated ? this.expire([...state.cookieNames]) : [];
  }

  private expire(names: readonly string[]): string[] {
    return names.map((name) => this.cookies.expire(name));
  }

  private about(sessionId: string, keyId = this.envelope.keyId) {
    return { cookieName: this.cookies.name, sessionId, keyId: formatKeyId(keyId) };
  }

  private publishRejection(reason: RejectionReason): void {
    publish(channels.rejected, () => ({ cookieName: this.cookies.name, reason }));
  }
}
