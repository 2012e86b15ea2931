import { randomBytes } from 'node:crypto';
import type { SessionState } from '../../lib/session/session-state.js';
import { newSecret } from './envelopes.js';
import { testManager } from './managers.js';
import { sealReference } from './reference-envelope.js';

const secret = newSecret();

/** The value of a session with this JSON, sealed by the second implementation: no rule of the library applies. */
export function valueOf(json: string, own: { flags?: number; createdAt?: number; id?: string } = {}): string {
  const { flags = 0, createdAt = Date.now(), id = '11'.repeat(16) } = own;
  const times = { createdAt, issuedAt: createdAt, expiresAt: createdAt + 60_000 };
  const contents = { flags, id: Buffer.from(id, 'hex'), ...times, json };
  return sealReference(contents, secret, 'session', randomBytes(24));
}

/** The manager that opens such values. */
export const ownManager = () => testManager({ secrets: [secret] });

/** The session of a request with this Cookie header. */
export const load = async (header: string | undefined): Promise<SessionState> =>
  (await ownManager()).load(header);
