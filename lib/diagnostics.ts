import { channel, type Channel } from 'node:diagnostics_channel';
import type { LegacyReason } from './legacy-reader.js';

/** Why a cookie under our name was not taken. A closed list. */
export type RejectionReason =
  | 'size'
  | 'encoding'
  | 'version'
  | 'unknown-key'
  | 'forged'
  | 'contents'
  | 'expired'
  | 'revoked'
  | 'schema'
  | 'chunks'
  | 'ambiguous';

const open = <Message>(name: string) => channel(`nestjs-sealed-session:${name}`) as Channel<Message>;

/**
 * Channels of `node:diagnostics_channel`. Messages hold names, sizes, times and reasons: never data, never a secret.
 * Nothing is built unless somebody listens.
 */
export const channels = {
  opened: open<{ cookieName: string; sessionId: string; keyId: string; bytes: number }>('opened'),
  sealed: open<{ cookieName: string; sessionId: string; keyId: string; bytes: number }>('sealed'),
  rejected: open<{ cookieName: string; reason: RejectionReason }>('rejected'),
  renewed: open<{ cookieName: string; sessionId: string }>('renewed'),
  moved: open<{ cookieName: string; reader: string; sessionId: string }>('moved'),
  legacyRejected: open<{ cookieName: string; reader: string; reason: LegacyReason | 'revoked' }>(
    'legacy-rejected',
  ),
  revoked: open<{ cookieName: string; kind: 'session' | 'subject' | 'all'; sessionId: string | undefined }>(
    'revoked',
  ),
  stale: open<{ cookieName: string; policy: 'closed' | 'open'; staleMs: number }>('stale'),
  destroyed: open<{ cookieName: string; sessionId: string }>('destroyed'),
  tooLarge: open<{ cookieName: string; bytes: number; limit: number }>('too-large'),
  changedAfterHeaders: open<{ cookieName: string; sessionId: string }>('changed-after-headers'),
};

/** Publishes what `message` returns, which is called only where somebody listens. */
export function publish<Message extends object>(to: Channel<Message>, message: () => Message): void {
  if (to.hasSubscribers) to.publish(message());
}
