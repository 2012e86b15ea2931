import { checkSecrets } from '../check-secrets.js';
import { CookieWriter } from '../cookie/set-cookie.js';
import { Aead } from '../envelope/aead.js';
import { Envelope } from '../envelope/envelope.js';
import { deriveHandleKeys, deriveKeys, KeyRing } from '../envelope/key-ring.js';
import { SessionError } from '../errors.js';
import type { CookieSessionOptions } from '../options.js';
import { type ResolvedOptions, resolveOptions } from '../resolve-options.js';
import { embeddedRevocation } from '../revocation/embedded.js';
import { hashedHandles, plainHandles } from '../revocation/handles.js';
import { Revocation } from '../revocation/revocation.js';
import type { SessionLog } from '../session-log.js';
import { SessionManager } from '../session/session-manager.js';

/** Characters of a sealed device: a description of 1000 characters, each of three bytes, and what an envelope adds. */
const MOST_DEVICE_CHARACTERS = 5000;

/**
 * Everything that is derived once: options, attributes, keys. What is returned waits for libsodium, which is compiled
 * once a process, and for what is revoked.
 *
 * @throws {SessionError} at once, for options that cannot work.
 */
export function createManager(
  options: CookieSessionOptions,
  name?: string,
  log: SessionLog = console,
): Promise<SessionManager> {
  const resolved = resolveOptions(options, name);
  const writer = createWriter(resolved);
  const secrets = checkSecrets(options.secret);
  const envelope = createEnvelope(secrets, resolved.cookie.name, resolved.maxBytes);
  const revocation = openRevocation(secrets, resolved, log);
  const ongoing = resolved.legacy.filter(({ until }) => until.getTime() > Date.now());
  const readers = ongoing.map((reader) => reader.prepare?.());
  return Promise.all([envelope, revocation, ...readers]).then(
    ([opened, revoked]) => new SessionManager(resolved, opened, writer, log, revoked),
  );
}

/** Keys are derived at once, so that two of one id are refused at once. */
function createEnvelope(secrets: readonly string[], name: string, maxCharacters: number): Promise<Envelope> {
  const keys = deriveKeys(secrets, name);
  return Aead.load(maxCharacters).then((aead) => new Envelope(aead, new KeyRing(aead, keys), maxCharacters));
}

function openRevocation(
  secrets: readonly string[],
  { revocation, cookie, absoluteTimeout, legacy }: ResolvedOptions,
  log: SessionLog,
): Promise<Revocation | undefined> {
  if (revocation === false) return Promise.resolve(undefined);
  const isShared = revocation !== true;
  const now = Date.now();
  const parts = {
    cookieName: cookie.name,
    // A cookie of another library comes back as long as its reader reads.
    retention: Math.max(absoluteTimeout, ...legacy.map(({ until }) => until.getTime() - now)),
    handlesOf: isShared ? hashedHandles(deriveHandleKeys(secrets, cookie.name)) : plainHandles,
    log,
  };
  // No cookie has a blank in its name, so these keys are for nothing else.
  const vault = createEnvelope(secrets, `${cookie.name} devices`, MOST_DEVICE_CHARACTERS);
  return vault.then((opened) =>
    Revocation.open(isShared ? revocation : embeddedRevocation, { ...parts, vault: opened }),
  );
}

function createWriter({ cookie }: ResolvedOptions): CookieWriter {
  try {
    return new CookieWriter(cookie);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not valid in a header';
    throw new SessionError(
      'ERR_SESSION_OPTION_INVALID',
      `nestjs-sealed-session: cookie attributes: ${reason}.`,
    );
  }
}
