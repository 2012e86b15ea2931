/** Longest gap between two renewals of an active session. */
const MAX_RENEW_AFTER_MS = 60_000;

/** When a session was created and sealed, and when it ends. Milliseconds since 1970. */
export interface SessionTimes {
  readonly createdAt: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** How long a sealed value lives: the inactivity limit plus the time in which no renewal is due. */
export function lifetimeOf(timeout: number): number {
  return timeout + Math.min(Math.floor(timeout / 10), MAX_RENEW_AFTER_MS);
}

/**
 * Times of a value that is sealed now. A clock that was set back does not seal before the creation, and nothing outlives
 * the absolute limit.
 */
export function issueTimes(
  createdAt: number,
  now: number,
  lifetime: number,
  absoluteTimeout: number,
): SessionTimes {
  const issuedAt = Math.max(now, createdAt);
  return { createdAt, issuedAt, expiresAt: Math.min(issuedAt + lifetime, createdAt + absoluteTimeout) };
}

export function isExpired(
  { createdAt, expiresAt }: SessionTimes,
  now: number,
  absoluteTimeout: number,
): boolean {
  return now >= expiresAt || now >= createdAt + absoluteTimeout;
}

/**
 * True when an active session has used up its first stretch (a tenth of the inactivity limit, a minute at most) and
 * sealing it anew would let it end later: until then a user loses nothing, so nothing is written.
 */
export function isRenewalDue(
  times: SessionTimes,
  now: number,
  lifetime: number,
  absoluteTimeout: number,
): boolean {
  const renewAfter = Math.min(Math.ceil(lifetime / 11), MAX_RENEW_AFTER_MS);
  if (now - times.issuedAt < renewAfter) return false;
  return issueTimes(times.createdAt, now, lifetime, absoluteTimeout).expiresAt > times.expiresAt;
}

/** Seconds for Max-Age. At least one: zero would tell the browser to drop the cookie. */
export function maxAgeSeconds({ expiresAt }: SessionTimes, now: number): number {
  return Math.max(1, Math.floor((expiresAt - now) / 1000));
}
