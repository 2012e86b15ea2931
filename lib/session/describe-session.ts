import { formatKeyId } from '../envelope/key-ring.js';
import type { SessionTimes } from './expiry.js';
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
  const { current, id } = state;
  const times = timesOf(manager, state);
  return {
    id,
    isNew: current === undefined,
    createdAt: new Date(times.createdAt),
    issuedAt: new Date(times.issuedAt),
    expiresAt: new Date(times.expiresAt),
    bytes: manager.data.wireBytes(state.live.text()),
    keyId: formatKeyId(current?.keyId ?? manager.keyId),
  };
}

/** What express-session keeps in `session.cookie`, to read; the session's own methods change it. */
export interface SessionCookie {
  readonly path: string;
  readonly domain: string | undefined;
  readonly httpOnly: true;
  readonly secure: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  readonly expires: Date | null;
  /** Milliseconds until the session ends; null where the cookie ends with the browser. */
  readonly maxAge: number | null;
  readonly originalMaxAge: number | null;
}

export function describeCookie(manager: SessionManager, state: SessionState): SessionCookie {
  const { path, domain, secure, sameSite, persistent } = manager.options.cookie;
  const { issuedAt, expiresAt } = timesOf(manager, state);
  const isPersistent = state.persistent ?? persistent;
  return Object.freeze({
    path,
    domain,
    httpOnly: true,
    secure,
    sameSite,
    expires: isPersistent ? new Date(expiresAt) : null,
    maxAge: isPersistent ? expiresAt - Date.now() : null,
    originalMaxAge: isPersistent ? expiresAt - issuedAt : null,
  });
}

/** Of a new session, or one with another lifetime, the times it would be sealed with now. */
function timesOf({ expiry }: SessionManager, { current, lifetime }: SessionState): SessionTimes {
  if (current !== undefined && current.lifetime === lifetime) return current;
  const now = Date.now();
  return expiry.issue(current?.createdAt ?? now, now, lifetime);
}
