import type { Device } from '../revocation/devices.js';
import type { RevocationHealth } from '../revocation/revocation.js';
import { noSubjectError, unconfiguredError } from '../revocation/revocation-errors.js';
import type { SessionManager } from './session-manager.js';
import { type SessionRevocation, subjectText } from './session-revocation.js';

/** Whose sessions they are, as the option `subject` gives it: a number and its text are the same. */
export type Subject = string | number | bigint;

/** Ends sessions, and lists the devices they are used on. Each call rejects without the option `revocation`. */
export class Revocations {
  constructor(private readonly manager: SessionManager) {}

  /**
   * Ends one session, wherever a copy of its cookie is: in this process at once, in the others when the promise resolves.
   *
   * @throws {SessionError} ERR_SESSION_REVOCATION_UNAVAILABLE unless the store acknowledges it.
   */
  async revoke(id: string): Promise<void> {
    if (typeof id !== 'string' || id === '') throw new TypeError('revoke(id) takes the id of a session');
    await this.all.revoke(id);
  }

  /** Ends every session of a subject that was created until now; throws as `revoke` does. */
  async revokeAll(subject: Subject): Promise<void> {
    await this.all.revokeAll(this.textOf(subject));
  }

  /** Ends every session that was created until now, whosever it is; throws as `revoke` does. */
  async revokeEverything(): Promise<void> {
    await this.all.revokeEverything();
  }

  /** Where the subject is signed in, the device seen last first. Rejects when the store cannot be asked. */
  async list(subject: Subject): Promise<Device[]> {
    const owner = this.textOf(subject);
    const { devices } = this.all;
    const listed = await devices.list(owner);
    const isOver = ({ id, createdAt }: Device) =>
      this.all.isRevoked({ id, createdAt: createdAt.getTime(), subject: owner });
    const over = listed.filter(isOver);
    // Tidying up; the list is right without.
    devices.drop(owner, over.map(({ id }) => id)).catch(() => {}); // prettier-ignore
    return listed.filter((device) => !over.includes(device));
  }

  /** How up to date this process is. */
  health(): RevocationHealth {
    return this.all.health();
  }

  private get all(): SessionRevocation['all'] {
    const { revocation } = this.manager;
    if (revocation === undefined) throw unconfiguredError();
    return revocation.all;
  }

  private textOf(subject: Subject): string {
    const { all, manager } = this;
    if (all && manager.options.subject === undefined) throw noSubjectError();
    if (subject === undefined || subject === null || subject === '')
      throw new TypeError('revokeAll(subject) and list(subject) take what the option subject returns');
    return subjectText(subject);
  }
}
