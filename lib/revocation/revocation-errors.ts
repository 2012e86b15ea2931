import { SessionError } from '../errors.js';

/** Seconds after which a client may ask again: a store that is back is noticed within two. */
export const RETRY_AFTER_SECONDS = 5;

/** With the status that frameworks answer with: Nest's own filter, Express and Fastify read it from the error. */
export function staleError(): SessionError {
  return new SessionError(
    'ERR_SESSION_STALE',
    'Sessions cannot be checked right now: what was revoked lately is not known. Try again in a moment.',
  );
}

/** A revocation that other processes may never hear of. This one has applied it. */
export function notSharedError(cause: unknown): SessionError {
  const error = new SessionError(
    'ERR_SESSION_REVOCATION_UNAVAILABLE',
    'The revocation holds in this process, but the store did not acknowledge it: revoke again when it is back.',
  );
  return Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
}

export function unconfiguredError(): SessionError {
  return new SessionError(
    'ERR_SESSION_UNAVAILABLE',
    'Sessions can be revoked with the option revocation: true, or revocation: redisRevocation({ url }) where there is ' +
      'more than one process.',
  );
}

export function noSubjectError(): SessionError {
  return new SessionError(
    'ERR_SESSION_OPTION_INVALID',
    'nestjs-sealed-session: revokeAll() and list() need the option subject, which says whose a session is: ' +
      'subject: (session) => session.userId.',
  );
}
