import { afterEach, beforeEach, jest } from '@jest/globals';

const REAL = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Stops the clock of server and browser alike, for tests that then move it by hand. */
export function useClock(): void {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: [...REAL], now: Date.UTC(2030, 0, 1) }));
  afterEach(() => void jest.useRealTimers());
}

export const forward = (milliseconds: number): void => {
  jest.setSystemTime(Date.now() + milliseconds);
};
