import { formatKeyId } from '../envelope/key-ring.js';
import type { SessionManager } from './session-manager.js';
import type { SessionState } from './session-state.js';

export interface SessionDescription {
  /** 16 random bytes in base64url. It names the session; it does not open it. */
  readonly id: string;
  /** True until the session has come back in a cookie. */
  readonly isNew: boolean;
  readonly createdAt: Date;
  readonly issuedAt: Date;
  /** When it ends unless it is renewed; the absolute limit is in it. */
  readonly expiresAt: Date;
  /** What it takes of the Cookie header. */
  readonly bytes: number;
  /** The key it was sealed with, in eight hexadecimal digits; of a new session, the one that will seal it. */
  readonly keyId: string;
}

/** The session of a request, as its cookie has it; a new one, as it would be sealed now. */
export function describeSession(manager: SessionManager, state: SessionState): SessionDescription {
  const { current, id, lifetime } = state;
  const now = Date.now();
  const times = current ?? manager.expiry.issue(now, now, lifetime);
  return {
    id,
    isNew: current === undefined,
    createdAt: new Date(times.createdAt),
    issuedAt: new Date(times.issuedAt),
    expiresAt: new Date(times.expiresAt),
    bytes: manager.wireBytes(state.text()),
    keyId: formatKeyId(current?.keyId ?? manager.keyId),
  };
}
