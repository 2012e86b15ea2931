import { describe, expect, it } from '@jest/globals';
import { pointInTime, timeSince } from '../../sample/devices/times.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 8, 14, 3);

describe('timeSince', () => {
  it.each([
    [-MINUTE, 'just now'],
    [0, 'just now'],
    [2 * MINUTE - 1, 'just now'],
    [2 * MINUTE, '2 minutes ago'],
    [60 * MINUTE, '1 hour ago'],
    [47 * 60 * MINUTE, '1 day ago'],
    [30 * 24 * 60 * MINUTE, '30 days ago'],
  ])('after %d ms says %j', (passed, text) => {
    expect(timeSince(new Date(NOW - passed), NOW)).toBe(text);
  });
});

describe('pointInTime', () => {
  it('names day, time and time zone', () => {
    expect(pointInTime(new Date(NOW))).toBe('8 Nov 2026, 14:03 UTC');
  });
});
