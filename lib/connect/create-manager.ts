import { checkSecrets } from '../check-secrets.js';
import { CookieWriter } from '../cookie/set-cookie.js';
import { Aead } from '../envelope/aead.js';
import { Envelope } from '../envelope/envelope.js';
import { deriveKeys, KeyRing } from '../envelope/key-ring.js';
import { SessionError } from '../errors.js';
import type { CookieSessionOptions } from '../options.js';
import { type ResolvedOptions, resolveOptions } from '../resolve-options.js';
import { SessionManager } from '../session/session-manager.js';

/**
 * Everything that is derived once: options, attributes, keys. What is returned waits for libsodium, which is compiled
 * once a process.
 *
 * @throws {SessionError} at once, for options that cannot work.
 */
export function createManager(options: CookieSessionOptions, name?: string): Promise<SessionManager> {
  const resolved = resolveOptions(options, name);
  const writer = createWriter(resolved);
  const keys = deriveKeys(checkSecrets(options.secret), resolved.cookie.name);
  return Aead.load(resolved.maxBytes).then((aead) => {
    const envelope = new Envelope(aead, new KeyRing(aead, keys), resolved.maxBytes);
    return new SessionManager(resolved, envelope, writer);
  });
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
