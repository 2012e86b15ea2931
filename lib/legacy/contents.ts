import type { LegacyReason, LegacyResult, LegacySession } from '../legacy-reader.js';

/** The answer of a reader that does not take a cookie. */
export interface Refused {
  readonly ok: false;
  readonly reason: LegacyReason;
}

export const refused = (reason: LegacyReason): Refused => ({ ok: false, reason });

/**
 * The session in an authenticated JSON text; refused where that holds anything but an object. A key `__proto__` stays a
 * property like any other: JSON.parse sets no prototype.
 */
export function opened(text: string | undefined, rest?: Omit<LegacySession, 'ok' | 'data'>): LegacyResult {
  const data = text === undefined ? undefined : parseObject(text);
  return data === undefined ? refused('contents') : { ok: true, data, ...rest };
}

/** Undefined for what is no JSON, or no object. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
