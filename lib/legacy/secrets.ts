import { timingSafeEqual } from 'node:crypto';
import { invalid } from '../option-errors.js';

export type Secret = string | Uint8Array;

/**
 * The secrets of an option, the newest first.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID for anything but a secret or a list of them.
 */
export function secretList(option: string, value: unknown): readonly Secret[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every(isSecret)) return [...list];
  throw invalid(option, 'a secret or a list of secrets', 'Give what the other library was given.');
}

const isSecret = (value: unknown): value is Secret =>
  (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0;

/** Whether two MACs are the same, in a time that tells no more than their lengths. */
export function isSame(one: Secret, other: Secret): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
