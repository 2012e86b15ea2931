import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resolveOptions } from '../../../lib/resolve-options.js';
import type { CookieSessionOptions } from '../../../lib/options.js';
import { Expiry, lifetimeOf, maxAgeSeconds } from '../../../lib/session/expiry.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2030, 0, 1);

const expiryOf = (options: Partial<CookieSessionOptions> = {}) =>
  new Expiry(resolveOptions({ secret: '', ...options }));

describe('a lifetime', () => {
  it.each([
    ['a day and a minute', DAY, DAY + MINUTE],
    ['ten minutes and one', 10 * MINUTE, 11 * MINUTE],
    ['a minute and a tenth', MINUTE, MINUTE + 6 * SECOND],
    ['ten milliseconds and one', 10, 11],
    ['one millisecond', 1, 1],
  ])('is the inactivity limit and the stretch without renewal: %s', (_, timeout, lifetime) => {
    expect(lifetimeOf(timeout)).toBe(lifetime);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 3651 * DAY, '5', null])(
    'is refused for %p',
    (timeout) => {
      expect(() => lifetimeOf(timeout as never)).toThrow(
        expect.objectContaining({ code: 'ERR_SESSION_OPTION_INVALID' }),
      );
    },
  );
});

describe('what is sealed', () => {
  it('expires after the lifetime', () => {
    expect(expiryOf({ timeout: HOUR }).issue(NOW, NOW + 5, undefined)).toEqual({
      createdAt: NOW,
      issuedAt: NOW + 5,
      expiresAt: NOW + 5 + HOUR + MINUTE,
    });
  });

  it('never expires after the absolute limit', () => {
    const expiry = expiryOf({ timeout: HOUR, absoluteTimeout: 2 * HOUR });
    expect(expiry.issue(NOW, NOW + 2 * HOUR - 1).expiresAt).toBe(NOW + 2 * HOUR);
    expect(expiry.issue(NOW, NOW, 30 * DAY).expiresAt).toBe(NOW + 2 * HOUR);
  });

  it('is not issued before it was created, when the clock was set back', () => {
    const { issuedAt, expiresAt } = expiryOf({ timeout: HOUR }).issue(NOW, NOW - DAY);
    expect(issuedAt).toBe(NOW);
    expect(expiresAt).toBe(NOW + HOUR + MINUTE);
  });

  it('fits the fields of the envelope, with any options and any clock', () => {
    const durations = fc.integer({ min: 1, max: 3650 * DAY });
    fc.assert(
      fc.property(
        durations,
        durations,
        fc.integer({ min: 0, max: 2 ** 45 }),
        fc.nat(),
        (one, other, createdAt, later) => {
          const [timeout, absoluteTimeout] = [Math.min(one, other), Math.max(one, other)];
          const now = createdAt + (later % absoluteTimeout);
          const { issuedAt, expiresAt } = expiryOf({ timeout, absoluteTimeout }).issue(createdAt, now);
          expect(issuedAt).toBeGreaterThanOrEqual(createdAt);
          expect(expiresAt).toBeGreaterThanOrEqual(issuedAt);
          expect(expiresAt - createdAt).toBeLessThan(2 ** 40);
        },
      ),
    );
  });
});

describe('a session is over', () => {
  const expiry = expiryOf({ timeout: HOUR, absoluteTimeout: 2 * HOUR });

  it('from the very millisecond in which it expires', () => {
    const times = expiry.issue(NOW, NOW);
    expect(expiry.isOver(times, times.expiresAt - 1)).toBe(false);
    expect(expiry.isOver(times, times.expiresAt)).toBe(true);
  });

  it('at the absolute limit as it is configured now, whatever was sealed', () => {
    const sealed = expiryOf({ timeout: 10 * DAY, absoluteTimeout: 20 * DAY }).issue(NOW, NOW);
    expect(expiry.isOver(sealed, NOW + 2 * HOUR - 1)).toBe(false);
    expect(expiry.isOver(sealed, NOW + 2 * HOUR)).toBe(true);
  });

  it('not because the clock was set back behind its creation', () => {
    expect(expiry.isOver(expiry.issue(NOW, NOW), NOW - DAY)).toBe(false);
  });
});

describe('a renewal is due', () => {
  const expiry = expiryOf({ timeout: HOUR, absoluteTimeout: DAY });
  const times = expiry.issue(NOW, NOW);

  it('a minute after the session was issued', () => {
    expect(expiry.isRenewalDue(times, NOW + MINUTE - 1)).toBe(false);
    expect(expiry.isRenewalDue(times, NOW + MINUTE)).toBe(true);
  });

  it('after a tenth of a short limit', () => {
    const short = expiryOf({ timeout: MINUTE });
    expect(short.isRenewalDue(short.issue(NOW, NOW), NOW + 6 * SECOND - 1)).toBe(false);
    expect(short.isRenewalDue(short.issue(NOW, NOW), NOW + 6 * SECOND)).toBe(true);
  });

  it('by the lifetime that a session has of its own', () => {
    const lifetime = lifetimeOf(100 * SECOND);
    const own = expiry.issue(NOW, NOW, lifetime);
    expect(expiry.isRenewalDue(own, NOW + 10 * SECOND - 1, lifetime)).toBe(false);
    expect(expiry.isRenewalDue(own, NOW + 10 * SECOND, lifetime)).toBe(true);
  });

  it('not at the absolute limit, where it would gain nothing', () => {
    const last = expiry.issue(NOW, NOW + DAY - HOUR);
    expect(last.expiresAt).toBe(NOW + DAY);
    expect(expiry.isRenewalDue(last, NOW + DAY - 1)).toBe(false);
  });

  it('not after the clock was set back', () => {
    expect(expiry.isRenewalDue(times, NOW - DAY)).toBe(false);
  });

  it("with rolling 'every-response' each time, with false never", () => {
    expect(expiryOf({ rolling: 'every-response' }).isRenewalDue(times, NOW)).toBe(true);
    expect(expiryOf({ rolling: false }).isRenewalDue(times, NOW + HOUR)).toBe(false);
  });

  it('early enough that an active user loses nothing before the limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 * DAY }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (timeout, share) => {
          const own = expiryOf({ timeout, absoluteTimeout: 3650 * DAY });
          const sealed = own.issue(NOW, NOW);
          // The last moment of activity that did not renew.
          const lastActive = NOW + Math.floor(share * MINUTE);
          if (own.isRenewalDue(sealed, lastActive)) return;
          expect(own.isOver(sealed, lastActive + timeout - 1)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('Max-Age', () => {
  const at = (milliseconds: number) =>
    maxAgeSeconds({ createdAt: NOW, issuedAt: NOW, expiresAt: NOW + milliseconds }, NOW);

  it('is the rest in whole seconds, and never longer than it', () => {
    expect([1999, 2000, 2001, DAY].map(at)).toEqual([1, 2, 2, 86_400]);
  });

  it('is never zero, which would drop the cookie', () => {
    expect([1, 999, 0, -5000].map(at)).toEqual([1, 1, 1, 1]);
  });
});
