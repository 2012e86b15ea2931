import type { RevocationEntry } from '../revocation-store.js';

/** Entries looked at in one go, so that no request waits for the sweep of a large set. */
const SWEEP_ENTRIES = 5000;

const secondsOf = (milliseconds: number) => Math.ceil(milliseconds / 1000);

/**
 * What this process knows to be revoked. Each check is a look-up or two, however many there are; entries go when no session
 * can be alive that they mean.
 */
export class RevokedSessions {
  /** When the entry may go, in seconds since 1970: small integers take half the memory of milliseconds. */
  private readonly sessions = new Map<string, number>();
  /** Sessions of a subject that were created before this, in milliseconds since 1970. */
  private readonly subjects = new Map<string, number>();
  private everythingBefore = 0;
  private sweeping: Iterator<[string, number]> | undefined;

  /** @param retention the longest life of a session, in milliseconds. */
  constructor(private readonly retention: number) {}

  get size(): number {
    return this.sessions.size + this.subjects.size;
  }

  /** True where checks must name the subject. */
  get hasSubjects(): boolean {
    return this.subjects.size > 0;
  }

  /** True where checks must name the session. */
  get hasSessions(): boolean {
    return this.sessions.size > 0;
  }

  /** Of several entries about the same, the latest counts. */
  learn(entry: RevocationEntry): void {
    if (entry.kind === 'all') this.everythingBefore = Math.max(this.everythingBefore, entry.notBefore);
    else if (entry.kind === 'session')
      for (const handle of entry.handles) raise(this.sessions, handle, secondsOf(entry.expiresAt));
    else for (const handle of entry.handles) raise(this.subjects, handle, entry.notBefore);
  }

  /** Sessions that were created earlier than this are over, whosever they are. Milliseconds since 1970. */
  get notBefore(): number {
    return this.everythingBefore;
  }

  /** Sessions of a subject that were created earlier than this are over; 0 where none are. Milliseconds since 1970. */
  notBeforeOf(handles: readonly string[]): number {
    return Math.max(0, ...handles.map((handle) => this.subjects.get(handle) ?? 0));
  }

  hasSession(handles: readonly string[]): boolean {
    return handles.some((handle) => this.sessions.has(handle));
  }

  /** Everything in force, to publish again. Handles of one revocation come as entries of their own. */
  *entries(): Generator<RevocationEntry> {
    if (this.everythingBefore > 0) yield { kind: 'all', notBefore: this.everythingBefore };
    for (const [handle, notBefore] of this.subjects) yield { kind: 'subject', handles: [handle], notBefore };
    for (const [handle, seconds] of this.sessions)
      yield { kind: 'session', handles: [handle], expiresAt: seconds * 1000 };
  }

  /** Drops some of what means nothing any more; called again and again, it comes round to all. */
  sweep(now: number): void {
    for (const [handle, notBefore] of this.subjects)
      if (notBefore + this.retention < now) this.subjects.delete(handle);
    this.sweeping ??= this.sessions.entries();
    for (let looked = 0; looked < SWEEP_ENTRIES; looked += 1) {
      const { done, value } = this.sweeping.next();
      if (done) return void (this.sweeping = undefined);
      if (value[1] * 1000 < now) this.sessions.delete(value[0]);
    }
  }
}

function raise(map: Map<string, number>, key: string, value: number): void {
  if ((map.get(key) ?? 0) < value) map.set(key, value);
}
