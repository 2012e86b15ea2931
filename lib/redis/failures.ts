import { SessionError } from '../errors.js';

/** Errors that Redis answers begin with a word in capitals; those of connections do not. */
const REPLY = /^[A-Z]{2,} /;

/** What waiting does not mend, and what does. Anything else may pass: a start, a fail-over, a full memory. */
const REMEDIES: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /^(WRONGPASS|NOAUTH|ERR (invalid password|Client sent AUTH|AUTH))/,
    'Check user name and password in the url, or in the options of the client.',
  ],
  [
    /^NOPERM/,
    'Give the user the commands and the keys that docs/revocation.md lists, or another prefix to "revocation".',
  ],
  [/^WRONGTYPE/, 'Something else uses the key: give "revocation" another prefix.'],
  [
    /^ERR (unknown command|syntax error|wrong number|unsupported XADD option)/i,
    'Redis 6.2 or newer, or Valkey, is needed, with the commands that docs/revocation.md lists.',
  ],
  [/^ERR DB index/, 'The number at the end of the url names a database that is not there.'],
  [
    /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO)/,
    'Check rediss:// and the certificate; a CA of your own is given as createClient({ url, socket: { ca } }).',
  ],
];

/** True where the connection is fine, and Redis said no. */
export function isReply(error: unknown): boolean {
  return REPLY.test(messageOf(error));
}

/** For people: the code or the words of an error. What was tried is not in it, so no credentials are either. */
export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && code !== '') return code;
  return messageOf(error) || 'no connection';
}

/** What mends an error that waiting does not mend; else undefined. */
export function remedyOf(error: unknown): string | undefined {
  const texts = [messageOf(error), reasonOf(error)];
  return REMEDIES.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1];
}

export function unavailable(place: string, error: unknown): SessionError {
  const remedy = remedyOf(error) ?? 'Try again when it is back.';
  return new SessionError(
    'ERR_SESSION_REVOCATION_UNAVAILABLE',
    `Redis ${place} cannot be asked: ${reasonOf(error)}. ${remedy}`,
  );
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
