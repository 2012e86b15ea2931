import type { SessionTimes } from './expiry.js';
import type { SessionManager } from './session-manager.js';
import type { SessionState } from './session-state.js';

/** The times that a commit seals; undefined when the client has all there is to know. */
export function timesToSeal(
  manager: SessionManager,
  state: SessionState,
  text: string,
  now: number,
): SessionTimes | undefined {
  const { events, expiry } = manager;
  const { current, lifetime } = state;
  if (current === undefined) return expiry.issue(createdAtOf(manager, state, now), now, lifetime);
  const changed = text !== current.unchangedText;
  if (changed || state.renewalAsked || expiry.isRenewalDue(current, now, lifetime)) {
    if (!changed) events.renewed(current.id);
    return expiry.issue(createdAtOf(manager, state, now), now, lifetime);
  }
  // Under an older key, or under none of ours: sealed anew, with the times it has.
  return current.keyId === manager.keyId ? undefined : current;
}

/** When a session that is sealed now was created: where sessions can be revoked, a sign-in begins one. */
export function createdAtOf({ revocation }: SessionManager, state: SessionState, now: number): number {
  return revocation?.createdAt(state, now) ?? state.current?.createdAt ?? now;
}
