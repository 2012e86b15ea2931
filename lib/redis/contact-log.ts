import type { SessionLog } from '../session-log.js';
import { reasonOf } from './failures.js';

/** How often an application that waits for Redis says so. */
const REMIND_MS = 10_000;

/** Says when contact with Redis is lost and when it is back, once each. */
export class ContactLog {
  private lostAt: number | undefined;
  private remindedAt = -Infinity;
  private wasThere = false;

  constructor(
    private readonly log: SessionLog,
    private readonly place: string,
    private readonly policy: 'closed' | 'open',
  ) {}

  lost(error: unknown): void {
    const now = performance.now();
    const isFirst = this.lostAt === undefined;
    this.lostAt ??= now;
    if (this.wasThere) {
      if (isFirst) this.log.warn(this.lossOf(error));
    } else if (isFirst || (this.policy === 'closed' && now - this.remindedAt >= REMIND_MS)) {
      this.remindedAt = now;
      this.log.warn(this.absenceOf(error));
    }
  }

  back(): void {
    if (this.lostAt !== undefined) {
      const seconds = ((performance.now() - this.lostAt) / 1000).toFixed(1);
      this.log.warn(`Redis ${this.place} is ${this.wasThere ? 'back' : 'there'}, after ${seconds} s.`);
    }
    this.wasThere = true;
    this.lostAt = undefined;
  }

  private lossOf(error: unknown): string {
    return (
      `Contact with Redis ${this.place} is lost (${reasonOf(error)}): until it is back, revocations of other ` +
      'processes are not known here.'
    );
  }

  private absenceOf(error: unknown): string {
    const problem = `Redis ${this.place} cannot be reached (${reasonOf(error)}). `;
    if (this.policy === 'open')
      return `${problem}Revocations of other processes are not known here until it can; policy is "open".`;
    return (
      `${problem}The application is not ready before it knows what was revoked: start Redis, or check the url of ` +
      '"revocation". With policy: "open" it would not wait.'
    );
  }
}
