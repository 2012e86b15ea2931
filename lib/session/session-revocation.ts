import type { DeviceDescription } from '../revocation/devices.js';
import type { Revocation } from '../revocation/revocation.js';
import type { ResolvedOptions } from '../resolve-options.js';
import type { SessionLog } from '../session-log.js';
import type { Data } from './data-rules.js';
import type { SessionState } from './session-state.js';
import type { StoredSession } from './stored-session.js';

/** What revocation means for the session of a request. */
export class SessionRevocation {
  private isSubjectReported = false;

  constructor(
    readonly all: Revocation,
    private readonly options: ResolvedOptions,
    private readonly log: SessionLog,
  ) {}

  /** Whose a session with this data is, as the application says; undefined: nobody's. */
  subjectOf(data: object): string | undefined {
    const { subject } = this.options;
    try {
      const value = subject?.(data as Data);
      return value === undefined || value === null || value === '' ? undefined : subjectText(value);
    } catch (error) {
      this.reportSubject(error);
      return undefined;
    }
  }

  /** True for a session of a cookie that is over, wherever and by whomever it was ended. */
  isRevoked(session: StoredSession): boolean {
    return this.all.isRevoked(session);
  }

  /**
   * When what is sealed now counts as created. Sealed with another subject than it was loaded with, a session is a sign-in:
   * it begins now, and so after everything that was revoked until now.
   */
  createdAt(state: SessionState, now: number): number {
    const subject = this.subjectOf(state.object);
    const { current } = state;
    const isSame = subject === undefined || subject === current?.subject;
    return current !== undefined && isSame ? current.createdAt : Math.max(now, this.all.notBefore(subject));
  }

  /** Ends the session that a request leaves behind, for every copy of its cookie. */
  async leave({ id, createdAt, readableUntil = 0 }: StoredSession): Promise<void> {
    try {
      await this.all.revoke(id, Math.max(createdAt + this.options.absoluteTimeout, readableUntil));
    } catch (error) {
      this.log.error(`A session that was left behind was not revoked everywhere. ${String(error)}`);
      if (this.all.policy === 'closed') throw error;
    }
  }

  /** Notes the device that a session is used on, if the session is somebody's. */
  note({ object, id, times }: SessionState, describe: () => DeviceDescription): void {
    const subject = times && this.subjectOf(object);
    if (times === undefined || subject === undefined) return;
    const { createdAt, expiresAt } = times;
    this.all.devices.note({ id, subject, createdAt, expiresAt }, describe);
  }

  private reportSubject(error: unknown): void {
    if (this.isSubjectReported) return;
    this.isSubjectReported = true;
    const kind = error instanceof Error ? error.name : 'something';
    this.log.error(
      `The option subject gave no subject (${kind}): such a session counts as nobody's, and revokeAll() does not find it. ` +
        'Return a string or a number, and undefined where nobody is signed in: (session) => session.user?.id.',
    );
  }
}

/** An object would be "[object Object]" for all of them, and ending one user's sessions would end everybody's. */
export function subjectText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  throw new TypeError('a subject is a string or a number');
}
