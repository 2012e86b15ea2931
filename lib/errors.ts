import type { SchemaIssue } from './standard-schema.js';

/** Every way in which this library says no. The codes are stable; the messages are for people and may change. */
export type SessionErrorCode =
  | 'ERR_SESSION_SECRET_MISSING'
  | 'ERR_SESSION_SECRET_SHORT'
  | 'ERR_SESSION_SECRET_REPETITIVE'
  | 'ERR_SESSION_SECRET_EXAMPLE'
  | 'ERR_SESSION_KEY_COLLISION'
  | 'ERR_SESSION_OPTION_INVALID'
  | 'ERR_SESSION_OPTION_UNKNOWN'
  | 'ERR_SESSION_COOKIE_PREFIX'
  | 'ERR_SESSION_NAME_TAKEN'
  | 'ERR_SESSION_UNAVAILABLE'
  | 'ERR_SESSION_TOO_LARGE'
  | 'ERR_SESSION_NOT_JSON'
  | 'ERR_SESSION_INVALID'
  | 'ERR_SESSION_DESTROYED'
  | 'ERR_SESSION_REPLACED'
  | 'ERR_SESSION_HEADERS_SENT'
  | 'ERR_SESSION_READ_ONLY'
  | 'ERR_SESSION_TAKEN_TWICE'
  | 'ERR_SESSION_STALE'
  | 'ERR_SESSION_REVOCATION_UNAVAILABLE';

/** What a session that is too large tells about itself: keys and sizes, never values. */
export interface TooLargeDetails {
  /** What the session would take on the wire, in bytes. */
  readonly bytes: number;
  /** The option `maxBytes`. */
  readonly limit: number;
  /** The largest top-level keys with the bytes of their JSON, largest first. */
  readonly largestKeys: ReadonlyArray<{ readonly key: string; readonly bytes: number }>;
}

/** Errors that pass when the store of revocations is back. */
const WAITS_FOR_STORE = new Set<SessionErrorCode>([
  'ERR_SESSION_STALE',
  'ERR_SESSION_REVOCATION_UNAVAILABLE',
]);

/**
 * The one error class of this library. Misuse by the application throws it; what a client sends never does.
 *
 * @example
 * if (error instanceof SessionError && error.code === 'ERR_SESSION_TOO_LARGE') …
 */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  /** With `ERR_SESSION_INVALID` only: what the schema says. It may quote the data, so logs and JSON do not show it. */
  declare readonly issues?: readonly SchemaIssue[];
  /** 503 where it is not the application's fault, in the form of `http-errors`: Nest, Express and Fastify answer with it. */
  declare readonly statusCode?: number;
  declare readonly status?: number;
  declare readonly expose?: boolean;

  constructor(
    readonly code: SessionErrorCode,
    message: string,
    /** With `ERR_SESSION_TOO_LARGE` only. */
    readonly details?: TooLargeDetails,
  ) {
    super(message);
    if (WAITS_FOR_STORE.has(code)) Object.assign(this, { statusCode: 503, status: 503, expose: false });
  }
}
