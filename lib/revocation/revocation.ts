import { channels, publish } from '../diagnostics.js';
import type { RevocationEntry, RevocationProvider, RevocationStore } from '../revocation-store.js';
import type { SessionLog } from '../session-log.js';
import { type DeviceVault, Devices } from './devices.js';
import type { HandlesOf } from './handles.js';
import { FreshnessGuard, type FreshnessState } from './freshness-guard.js';
import { notSharedError, staleError } from './revocation-errors.js';
import { RevokedSessions } from './revoked-sessions.js';

const SWEEP_EVERY_MS = 1000;

/** What a check looks at. `createdAt` in milliseconds since 1970. */
export interface RevocableSession {
  readonly id: string;
  readonly createdAt: number;
  readonly subject: string | undefined;
}

export interface RevocationParts {
  readonly cookieName: string;
  /** The longest life of a session, in milliseconds. */
  readonly retention: number;
  readonly handlesOf: HandlesOf;
  readonly vault: DeviceVault;
  readonly log: SessionLog;
}

export interface RevocationHealth extends FreshnessState {
  /** Entries in memory. */
  readonly revoked: number;
}

/** Revoked sessions and users' devices, for one session cookie. Checks are look-ups in memory, and never wait. */
export class Revocation {
  readonly devices: Devices;
  private readonly timer: NodeJS.Timeout;
  private readonly freshness: FreshnessGuard;
  /** The latest time that the clock has shown: it may be set back, and what began before that must end all the same. */
  private latest = 0;

  private constructor(
    private readonly parts: RevocationParts,
    private readonly known: RevokedSessions,
    private readonly store: RevocationStore,
  ) {
    this.devices = new Devices(store, parts.vault, parts.handlesOf);
    this.freshness = new FreshnessGuard(store, parts);
    this.timer = setInterval(() => known.sweep(this.now()), SWEEP_EVERY_MS).unref();
  }

  /** Resolves when everything in force is known. */
  static async open(provider: RevocationProvider, parts: RevocationParts): Promise<Revocation> {
    const { cookieName, retention, log } = parts;
    const known = new RevokedSessions(retention);
    const store = await provider.open({
      cookieName,
      retention,
      log,
      learn: (entry) => known.learn(entry),
      known: () => known.entries(),
    });
    return new Revocation(parts, known, store);
  }

  get policy(): 'closed' | 'open' {
    return this.store.policy;
  }

  isRevoked({ id, createdAt, subject }: RevocableSession): boolean {
    const { known } = this;
    if (createdAt < known.notBefore) return true;
    if (known.hasSessions && known.hasSession(this.parts.handlesOf('session', id))) return true;
    return subject !== undefined && known.hasSubjects && createdAt < this.notBeforeOf(subject);
  }

  /** The earliest instant at which a session that is new now may count as created: what was revoked until now is not it. */
  notBefore(subject: string | undefined): number {
    this.now();
    return Math.max(this.known.notBefore, subject === undefined ? 0 : this.notBeforeOf(subject));
  }

  /** Passes while this process knows what was revoked, or its policy is to go on without; else throws ERR_SESSION_STALE. */
  assertFresh(): void {
    this.freshness.assert();
  }

  /** Asks the store for what is new. Rejects with ERR_SESSION_STALE where it cannot be asked. */
  async catchUp(): Promise<void> {
    try {
      await this.store.catchUp();
    } catch (error) {
      throw Object.defineProperty(staleError(), 'cause', { value: error });
    }
  }

  /**
   * Ends one session, wherever a copy of it is. Holds here at once.
   *
   * @throws {SessionError} ERR_SESSION_REVOCATION_UNAVAILABLE unless the store acknowledges it.
   */
  async revoke(id: string, expiresAt = Date.now() + this.parts.retention): Promise<void> {
    const handles = this.parts.handlesOf('session', id);
    await this.apply({ kind: 'session', handles, expiresAt }, id);
  }

  /** Ends every session of a subject that was created until now; throws as `revoke` does. */
  async revokeAll(subject: string): Promise<void> {
    const handles = this.parts.handlesOf('subject', subject);
    await this.apply({ kind: 'subject', handles, notBefore: this.afterNow(subject) });
  }

  /** Ends every session that was created until now; throws as `revoke` does. */
  async revokeEverything(): Promise<void> {
    await this.apply({ kind: 'all', notBefore: this.afterNow() });
  }

  health(): RevocationHealth {
    return { ...this.freshness.state(), revoked: this.known.size };
  }

  /** Writes the devices that wait, and lets go of the store. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.devices.flush();
    await this.store.close();
  }

  private notBeforeOf(subject: string): number {
    return this.known.notBeforeOf(this.parts.handlesOf('subject', subject));
  }

  /**
   * The instant before which sessions are over: after this millisecond, after what the clock of another process may show,
   * and after what an earlier revocation has dated. A session that is new from now on is dated not before it, so nothing
   * that is wanted falls under it.
   */
  private afterNow(subject?: string): number {
    return Math.max(this.now() + this.store.clockSkew, this.notBefore(subject)) + 1;
  }

  private now(): number {
    this.latest = Math.max(this.latest, Date.now());
    return this.latest;
  }

  private async apply(entry: RevocationEntry, sessionId?: string): Promise<void> {
    this.known.learn(entry);
    const { cookieName } = this.parts;
    publish(channels.revoked, () => ({ cookieName, kind: entry.kind, sessionId }));
    try {
      await this.store.append(entry);
    } catch (error) {
      throw notSharedError(error);
    }
  }
}
