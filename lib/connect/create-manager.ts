import { checkSecrets } from '../check-secrets.js';
import { CookieWriter } from '../cookie/set-cookie.js';
import { Aead } from '../envelope/aead.js';
import { Envelope } from '../envelope/envelope.js';
import { KeyRing } from '../envelope/key-ring.js';
import { SessionError } from '../errors.js';
import type { CookieSessionOptions } from '../options.js';
import { type ResolvedOptions, resolveOptions } from '../resolve-options.js';
import { SessionManager } from '../session/session-manager.js';

/**
 * Everything that is derived once: options, keys, attributes. Waits for libsodium, which is compiled once a process.
 *
 * @throws {SessionError} for options that cannot work.
 */
export async function createManager(options: CookieSessionOptions, name?: string): Promise<SessionManager> {
  const resolved = resolveOptions(options, name);
  const secrets = checkSecrets(options.secret);
  const writer = createWriter(resolved);
  const aead = await Aead.load(resolved.maxBytes);
  const keys = new KeyRing(aead, secrets, resolved.cookie.name);
  return new SessionManager(resolved, new Envelope(aead, keys, resolved.maxBytes), writer);
}

function createWriter({ cookie }: ResolvedOptions): CookieWriter {
  try {
    return new CookieWriter(cookie);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not valid in a header';
    throw new SessionError(
      'ERR_SESSION_OPTION_INVALID',
      `CookieSessionModule: cookie attributes: ${reason}.`,
    );
  }
}
