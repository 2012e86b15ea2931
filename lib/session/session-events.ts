import { channels, publish, type RejectionReason } from '../diagnostics.js';
import type { LegacyReason } from '../legacy-reader.js';
import { sealedLength } from '../envelope/envelope.js';
import { formatKeyId } from '../envelope/key-ring.js';
import type { StoredSession } from './stored-session.js';

/** Tells the diagnostics channels what happens to the sessions of one cookie. */
export class SessionEvents {
  constructor(private readonly cookieName: string) {}

  /** Returns the session. */
  opened(session: StoredSession): StoredSession {
    publish(channels.opened, () => {
      const { id, keyId, text } = session;
      const bytes = sealedLength(Buffer.byteLength(text));
      return { ...this.about(id), keyId: formatKeyId(keyId ?? 0), bytes };
    });
    return session;
  }

  /** Returns what there is instead of a session. */
  rejected(reason: RejectionReason): undefined {
    publish(channels.rejected, () => ({ cookieName: this.cookieName, reason }));
    return undefined;
  }

  sealed(id: string, keyId: number, bytes: number): void {
    publish(channels.sealed, () => ({ ...this.about(id), keyId: formatKeyId(keyId), bytes }));
  }

  renewed(id: string): void {
    publish(channels.renewed, () => this.about(id));
  }

  /** Returns the session. */
  moved(session: StoredSession, reader: string): StoredSession {
    publish(channels.moved, () => ({ ...this.about(session.id), reader }));
    return session;
  }

  /** Returns what there is instead of a session. */
  legacyRejected(reader: string, reason: LegacyReason | 'revoked'): undefined {
    publish(channels.legacyRejected, () => ({ cookieName: this.cookieName, reader, reason }));
    return undefined;
  }

  destroyed(id: string): void {
    publish(channels.destroyed, () => this.about(id));
  }

  tooLarge(bytes: number, limit: number): void {
    publish(channels.tooLarge, () => ({ cookieName: this.cookieName, bytes, limit }));
  }

  /** A session that was never written gets its id here, so it is not asked for where nobody listens. */
  changedAfterHeaders(session: { readonly id: string }): void {
    publish(channels.changedAfterHeaders, () => this.about(session.id));
  }

  private about(sessionId: string) {
    return { cookieName: this.cookieName, sessionId };
  }
}
