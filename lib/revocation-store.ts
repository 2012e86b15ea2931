import type { SessionLog } from './session-log.js';

/**
 * One thing that was revoked. Handles stand for a session id or a subject: HMACs under a key of each secret, newest first,
 * so that a store learns neither. Times are milliseconds since 1970.
 */
export type RevocationEntry =
  | { readonly kind: 'session'; readonly handles: readonly string[]; readonly expiresAt: number }
  | { readonly kind: 'subject'; readonly handles: readonly string[]; readonly notBefore: number }
  | { readonly kind: 'all'; readonly notBefore: number };

/** A device as a store keeps it. */
export interface StoredDevice {
  /** Handle of the subject, under the newest secret. */
  readonly subject: string;
  /** Handle of the session, under the newest secret. */
  readonly session: string;
  /** Sealed: neither user agent nor address can be read by whoever reads the store. */
  readonly sealed: string;
  /** The session is over then, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a store gets to work with. */
export interface RevocationContext {
  /** Name of the session cookie: sessions of two cookies have nothing to do with each other. */
  readonly cookieName: string;
  /** No session lives longer than this, in milliseconds: older entries mean nothing. */
  readonly retention: number;
  /** Takes in an entry, from whichever process. Idempotent; order does not matter. */
  readonly learn: (entry: RevocationEntry) => void;
  /** Everything in force that this process knows of, to publish again where a store has lost it. */
  readonly known: () => Iterable<RevocationEntry>;
  readonly log: SessionLog;
}

/**
 * Shares revocations between processes. What is the same for every store (the look-up on each request, combining
 * instants, expiry, hashing) is not its business: it carries entries, and keeps devices.
 */
export interface RevocationStore {
  /** What to do with sessions when `freshAsOf` is older than `maxStale`: refuse them with 503, or go on. */
  readonly policy: 'closed' | 'open';
  /** Milliseconds; Infinity for a store that is never behind. */
  readonly maxStale: number;
  /** How far the clocks of two processes may be apart, in milliseconds. */
  readonly clockSkew: number;
  /**
   * Every entry that was acknowledged before this instant has been learned. Milliseconds of `performance.now()`, which
   * nobody can set back.
   */
  freshAsOf(): number;
  /** Resolves when the entry will be learned by every process; rejects, soon, when that is not known. */
  append(entry: RevocationEntry): Promise<void>;
  /** Resolves when everything acknowledged before the call has been learned; rejects, soon, when it cannot be asked. */
  catchUp(): Promise<void>;
  /** Keeps what is known of devices; a device that is there already is replaced. Losing some is no error. */
  saveDevices(devices: readonly StoredDevice[]): Promise<void>;
  /** The sealed devices of a subject, under any of its handles, in no order; about a hundred at most, none that is over. */
  devicesOf(subjects: readonly string[]): Promise<string[]>;
  /** Drops devices of a subject. */
  dropDevices(subjects: readonly string[], sessions: readonly string[]): Promise<void>;
  /** Frees connections and timers. Nothing is called afterwards. */
  close(): Promise<void>;
}

/** Opens stores: what the option `revocation` takes. */
export interface RevocationProvider {
  /**
   * Resolves when everything in force has been learned; rejects for a configuration that cannot work. A store that can be
   * without its server for a while keeps trying, unless its policy is `open`.
   */
  open(context: RevocationContext): Promise<RevocationStore>;
}
