import { channels, publish } from '../diagnostics.js';
import type { RevocationStore } from '../revocation-store.js';
import type { SessionLog } from '../session-log.js';
import { staleError } from './revocation-errors.js';

/** How up to date this process is about what was revoked. */
export interface FreshnessState {
  readonly isFresh: boolean;
  /** For how long the store has been silent: what was revoked since may not be known. Milliseconds. */
  readonly staleMs: number;
}

/** Stands before sessions while it is not known what was revoked: refuses them, or says that it lets them pass. */
export class FreshnessGuard {
  private isReported = false;

  constructor(
    private readonly store: RevocationStore,
    private readonly parts: { readonly cookieName: string; readonly log: SessionLog },
  ) {}

  state(): FreshnessState {
    const staleMs = Math.max(0, Math.round(performance.now() - this.store.freshAsOf()));
    return { staleMs, isFresh: staleMs <= this.store.maxStale };
  }

  /** @throws {SessionError} ERR_SESSION_STALE under policy `closed`. */
  assert(): void {
    const { isFresh, staleMs } = this.state();
    if (isFresh) this.isReported = false;
    else this.refuseOrReport(staleMs);
  }

  private refuseOrReport(staleMs: number): void {
    const { policy } = this.store;
    const { cookieName, log } = this.parts;
    publish(channels.stale, () => ({ cookieName, policy, staleMs }));
    if (!this.isReported) {
      this.isReported = true;
      const outcome = policy === 'closed' ? 'are refused' : 'are taken as they are';
      log.error(`Revocations of the last ${staleMs} ms are not known: sessions ${outcome}.`);
    }
    if (policy === 'closed') throw staleError();
  }
}
