import { describe, expect, it } from '@jest/globals';
import { DAY, forward, HOUR, MINUTE, SECOND, useClock } from '../../support/clock.js';
import { maxAgeOf, signedIn, storedOf } from '../../support/managers.js';

useClock();

describe('a request that read the session', () => {
  it('renews it a minute after it was issued, and not before', async () => {
    const visitor = await signedIn();
    forward(MINUTE - 1);
    expect(await visitor.visit()).toEqual([]);
    forward(1);
    expect(maxAgeOf(await visitor.visit())).toBe((DAY + MINUTE) / SECOND);
    expect(await visitor.visit()).toEqual([]);
  });

  it('keeps an active user signed in, and no one who was away for the timeout', async () => {
    const visitor = await signedIn({ timeout: HOUR, absoluteTimeout: 30 * DAY });
    for (let i = 0; i < 50; i++) {
      forward(HOUR - 1);
      await visitor.visit();
      expect(visitor.data).toEqual({ user: 1 });
    }
    forward(HOUR + MINUTE);
    expect(visitor.data).toEqual({});
  });

  it('never renews beyond the absolute limit', async () => {
    const visitor = await signedIn({ timeout: HOUR, absoluteTimeout: 3 * HOUR });
    let last = Number.POSITIVE_INFINITY;
    for (let minutes = 30; minutes < 180; minutes += 30) {
      forward(30 * MINUTE);
      const lines = await visitor.visit();
      if (lines.length > 0) last = maxAgeOf(lines) + (minutes * MINUTE) / SECOND;
    }
    expect(last).toBe((3 * HOUR) / SECOND);
    forward(30 * MINUTE - 1);
    expect(visitor.data).toEqual({ user: 1 });
    expect(await visitor.visit()).toEqual([]);
    forward(1);
    expect(visitor.data).toEqual({});
  });

  it('keeps id and creation', async () => {
    const visitor = await signedIn();
    const before = storedOf(visitor);
    forward(HOUR);
    await visitor.visit();
    expect(storedOf(visitor)).toMatchObject({
      id: before?.id,
      createdAt: before?.createdAt,
      issuedAt: Date.now(),
    });
  });
});

describe('rolling', () => {
  it("'every-response' writes each time", async () => {
    const visitor = await signedIn({ rolling: 'every-response' });
    expect(await visitor.visit()).toHaveLength(1);
    expect(await visitor.visit()).toHaveLength(1);
  });

  it('false renews with a change only', async () => {
    const visitor = await signedIn({ rolling: false, timeout: HOUR });
    forward(50 * MINUTE);
    expect(await visitor.visit()).toEqual([]);
    await visitor.visit((session) => (session['n'] = 1));
    forward(50 * MINUTE);
    expect(visitor.data).toEqual({ user: 1, n: 1 });
    forward(HOUR);
    expect(visitor.data).toEqual({});
  });
});

describe('a clock that steps', () => {
  it('back behind the creation leaves the session valid, and the sealing possible', async () => {
    const visitor = await signedIn({ timeout: HOUR });
    const created = storedOf(visitor)?.createdAt;
    forward(-30 * DAY);
    expect(visitor.data).toEqual({ user: 1 });
    expect(await visitor.visit()).toEqual([]);
    await visitor.visit((session) => (session['n'] = 1));
    expect(storedOf(visitor)).toMatchObject({ createdAt: created, issuedAt: created });
    expect(visitor.data).toEqual({ user: 1, n: 1 });
  });

  it('back between two sealings renews from the time it is', async () => {
    const visitor = await signedIn({ timeout: HOUR });
    forward(30 * MINUTE);
    await visitor.visit();
    forward(-10 * MINUTE);
    expect(await visitor.visit()).toEqual([]);
    await visitor.visit((session) => (session['n'] = 1));
    expect(storedOf(visitor)?.issuedAt).toBe(Date.now());
  });

  it('forward by years ends the session, as any other time', async () => {
    const visitor = await signedIn();
    forward(60 * 365 * DAY);
    expect(visitor.data).toEqual({});
    await visitor.visit((session) => (session['user'] = 2));
    expect(visitor.data).toEqual({ user: 2 });
  });
});
