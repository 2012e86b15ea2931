import { createHash } from 'node:crypto';
import type { LegacyReason } from '../legacy-reader.js';
import { stringifyData } from './json.js';
import type { FoundSession } from './legacy-sessions.js';
import type { SessionManager } from './session-manager.js';
import type { StoredSession } from './stored-session.js';

const ID_BYTES = 16;

/**
 * The session of another library's cookie as one of ours, which no key of ours has sealed yet: the next commit does.
 * It keeps its age, and from then on lives by our limits.
 */
export function moveSession(
  manager: SessionManager,
  found: FoundSession | null | undefined,
): StoredSession | undefined {
  if (!found) return undefined;
  const moved = convert(manager, found, Date.now());
  if (typeof moved === 'string') return manager.events.legacyRejected(found.reader.name, moved);
  manager.revocation?.all.assertFresh();
  return manager.events.moved(moved, found.reader.name);
}

function convert(
  manager: SessionManager,
  { reader, session, identity }: FoundSession,
  now: number,
): StoredSession | LegacyReason | 'revoked' {
  const { createdAt = now } = session;
  const text = textOf(session.data);
  const data = text === undefined ? undefined : manager.data.read(text);
  if (text === undefined || data === undefined) return 'contents';
  if (manager.data.wireBytes(text) > manager.options.maxBytes) return 'size';
  const stored: StoredSession = {
    id: idOf(reader.name, identity),
    keyId: undefined,
    ...manager.expiry.issue(createdAt, now),
    text,
    ...data,
    lifetime: undefined,
    persistent: undefined,
    subject: manager.revocation?.subjectOf(data.data),
    readableUntil: reader.until.getTime(),
  };
  if (manager.expiry.isOver(stored, now)) return 'expired';
  // Of unknown age: older than anything that was revoked.
  return manager.isRevoked({ ...stored, createdAt: session.createdAt ?? 0 }) ? 'revoked' : stored;
}

function textOf(data: object): string | undefined {
  try {
    return stringifyData(data);
  } catch {
    return undefined;
  }
}

/** The same for every copy of the old cookie, so that ending the session ends them as well. */
function idOf(reader: string, identity: string): string {
  const digest = createHash('sha256').update(`${reader}\n${identity}`).digest();
  return digest.subarray(0, ID_BYTES).toString('base64url');
}
