import type { RejectionReason } from '../diagnostics.js';
import type { Contents } from '../envelope/envelope.js';
import type { ReadData } from './data-rules.js';
import type { SessionTimes } from './expiry.js';

/** What a cookie held. */
export interface StoredSession extends SessionTimes, ReadData {
  readonly id: string;
  /** undefined: no key of ours has sealed it, another library's cookie held it. */
  readonly keyId: number | undefined;
  readonly text: string;
  /** A lifetime of its own, set by `touch({ timeout })`, instead of the configured one. */
  readonly lifetime: number | undefined;
  /** Set by `touch({ persistent })`; undefined: as configured. */
  readonly persistent: boolean | undefined;
  /** Whose it is, as the application says; undefined: nobody's, or nobody asks. */
  readonly subject: string | undefined;
  /** Until when another library's cookie may bring it back, in milliseconds since 1970. */
  readonly readableUntil?: number;
}

export type Unsealed =
  | { readonly ok: true; readonly session: StoredSession }
  | { readonly ok: false; readonly reason: RejectionReason };

/** What no value at all says: cookies of ours are there, but their chunks make none. */
export const NOTHING: Unsealed = { ok: false, reason: 'chunks' };
const AMBIGUOUS: Unsealed = { ok: false, reason: 'ambiguous' };

/** Two values under one name: one may open, for the other may be anybody's. */
export function eitherOne(one: Unsealed, other: Unsealed): Unsealed {
  if (one === AMBIGUOUS || (one.ok && other.ok)) return AMBIGUOUS;
  return one.ok || other === NOTHING ? one : other;
}

/**
 * A single cookie, and chunks beside it. Parallel responses may leave one session as both, and then the one issued last
 * counts. Two sessions are none.
 */
export function latestOf(single: Unsealed, joined: Unsealed): Unsealed {
  if (joined === AMBIGUOUS) return AMBIGUOUS;
  if (!single.ok || !joined.ok || single.session.id !== joined.session.id) return eitherOne(single, joined);
  return joined.session.issuedAt > single.session.issuedAt ? joined : single;
}

const OWN_LIFETIME = 1;
const OWN_PERSISTENCE = 2;
const PERSISTENT = 4;
const KNOWN_FLAGS = OWN_LIFETIME | OWN_PERSISTENCE | PERSISTENT;

export function flagsOf({ lifetime, persistent }: Pick<StoredSession, 'lifetime' | 'persistent'>): number {
  let flags = lifetime === undefined ? 0 : OWN_LIFETIME;
  if (persistent !== undefined) flags |= OWN_PERSISTENCE;
  if (persistent === true) flags |= PERSISTENT;
  return flags;
}

/** The contents of a value as a session; undefined where an authentic value holds no session of this version. */
export function readStored(
  contents: Contents,
  keyId: number,
  { data, unchangedText }: ReadData,
  subject: string | undefined,
): StoredSession | undefined {
  const { flags, id, createdAt, issuedAt, expiresAt, text } = contents;
  if ((flags & ~KNOWN_FLAGS) !== 0) return undefined;
  return {
    id, keyId, createdAt, issuedAt, expiresAt, text, data, unchangedText, subject,
    // The sealed times hold it, so it needs no field of its own.
    lifetime: (flags & OWN_LIFETIME) === 0 ? undefined : expiresAt - issuedAt,
    persistent: (flags & OWN_PERSISTENCE) === 0 ? undefined : (flags & PERSISTENT) !== 0,
  }; // prettier-ignore
}
