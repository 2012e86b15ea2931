import { assertDuration, type ResolvedOptions } from '../resolve-options.js';

/** Longest gap between two renewals of an active session. */
const MAX_RENEW_AFTER_MS = 60_000;

/** When a session was created and sealed, and when it ends. Milliseconds since 1970. */
export interface SessionTimes {
  readonly createdAt: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * The times of sessions. What is sealed lives for the inactivity limit plus the stretch in which no renewal is due (a
 * tenth of the limit, a minute at most): an active user loses nothing, and parallel requests rarely write.
 */
export class Expiry {
  private readonly absoluteTimeout: number;
  private readonly rolling: ResolvedOptions['rolling'];
  private readonly lifetime: number;

  constructor({ timeout, absoluteTimeout, rolling }: ResolvedOptions) {
    this.absoluteTimeout = absoluteTimeout;
    this.rolling = rolling;
    this.lifetime = lifetimeOf(timeout);
  }

  isOver({ createdAt, expiresAt }: SessionTimes, now: number): boolean {
    return now >= expiresAt || now >= createdAt + this.absoluteTimeout;
  }

  /**
   * Times of what is sealed now. A clock that was set back does not seal before the creation, and nothing outlives the
   * absolute limit.
   */
  issue(createdAt: number, now: number, lifetime = this.lifetime): SessionTimes {
    const issuedAt = Math.max(now, createdAt);
    return {
      createdAt,
      issuedAt,
      expiresAt: Math.min(issuedAt + lifetime, createdAt + this.absoluteTimeout),
    };
  }

  /** True when a request renews the session it read: not at the absolute limit, where it would gain nothing. */
  isRenewalDue(times: SessionTimes, now: number, lifetime = this.lifetime): boolean {
    if (this.rolling !== 'read') return this.rolling === 'every-response';
    const renewAfter = Math.min(Math.ceil(lifetime / 11), MAX_RENEW_AFTER_MS);
    if (now - times.issuedAt < renewAfter) return false;
    return this.issue(times.createdAt, now, lifetime).expiresAt > times.expiresAt;
  }
}

/** @throws {SessionError} ERR_SESSION_OPTION_INVALID unless `timeout` is a positive whole number of milliseconds. */
export function lifetimeOf(timeout: number): number {
  assertDuration('timeout', timeout);
  return timeout + Math.min(Math.floor(timeout / 10), MAX_RENEW_AFTER_MS);
}

/** Seconds for Max-Age. At least one: zero would tell the browser to drop the cookie. */
export function maxAgeSeconds({ expiresAt }: SessionTimes, now: number): number {
  return Math.max(1, Math.floor((expiresAt - now) / 1000));
}
