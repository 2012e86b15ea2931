import { candidateValues } from '../cookie/chunks.js';
import type { FoundCookies } from '../cookie/find-cookies.js';
import type { Envelope } from '../envelope/envelope.js';
import type { DataRules } from './data-rules.js';
import type { Expiry } from './expiry.js';
import type { SessionEvents } from './session-events.js';
import type { SessionRevocation } from './session-revocation.js';
import {
  eitherOne,
  latestOf,
  NOTHING,
  readStored,
  type StoredSession,
  type Unsealed,
} from './stored-session.js';

/** From values that clients sent to sessions. Whatever a value is, the answer is a value. */
export class SessionOpener {
  constructor(
    private readonly envelope: Envelope,
    private readonly expiry: Expiry,
    private readonly data: DataRules,
    private readonly events: SessionEvents,
    private readonly revocation: SessionRevocation | undefined,
  ) {}

  /** Opens the cookies of a request: chunks are joined, each distinct value is a candidate, exactly one may open. */
  unsealCookies(found: FoundCookies): Unsealed {
    const { single, joined } = candidateValues(found);
    return latestOf(this.unsealOnly(single), this.unsealOnly(joined));
  }

  /** Opens one value of this cookie, from wherever it came. */
  unseal(value: string, now = Date.now()): Unsealed {
    const opened = this.envelope.unseal(value);
    if (!opened.ok) return opened;
    const { contents, keyId } = opened;
    if (this.expiry.isOver(contents, now)) return { ok: false, reason: 'expired' };
    const data = this.data.read(contents.text);
    const session = data && readStored(contents, keyId, data, this.revocation?.subjectOf(data.data));
    if (session === undefined) return { ok: false, reason: 'contents' };
    return this.revocation?.isRevoked(session) ? { ok: false, reason: 'revoked' } : { ok: true, session };
  }

  /**
   * The session that a request goes on with; an event says so, or why there is none.
   *
   * @throws {SessionError} ERR_SESSION_STALE
   */
  accept(unsealed: Unsealed): StoredSession | undefined {
    if (!unsealed.ok) return this.events.rejected(unsealed.reason);
    this.revocation?.all.assertFresh();
    return this.events.opened(unsealed.session);
  }

  /** Of several values under one name exactly one may open. */
  private unsealOnly(values: readonly string[]): Unsealed {
    let only = NOTHING;
    for (const value of values) only = eitherOne(only, this.unseal(value));
    return only;
  }
}
