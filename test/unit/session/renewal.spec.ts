import { describe, expect, it } from '@jest/globals';
import { DAY, forward, HOUR, MINUTE, SECOND, useClock } from '../../support/clock.js';
import { maxAgeOf, newVisitor, type ManagerParts, type Visitor } from '../../support/managers.js';

useClock();

async function signedIn(parts: ManagerParts = {}): Promise<Visitor> {
  const visitor = await newVisitor(parts);
  await visitor.visit((session) => (session['user'] = 1));
  return visitor;
}

const storedOf = ({ manager, jar }: Visitor) => manager.load(jar.header).stored;

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

describe('touch', () => {
  it('renews on this response', async () => {
    const visitor = await signedIn();
    forward(1);
    expect(await visitor.visit((session) => session.touch())).toHaveLength(1);
  });

  it('does not make a session of nothing', async () => {
    const visitor = await newVisitor();
    expect(await visitor.visit((session) => session.touch({ timeout: HOUR }))).toEqual([]);
  });

  it('gives a session a limit of its own, which every renewal keeps', async () => {
    const visitor = await signedIn({ timeout: HOUR, absoluteTimeout: 90 * DAY });
    const lines = await visitor.visit((session) => session.touch({ timeout: 30 * DAY }));
    expect(maxAgeOf(lines)).toBe((30 * DAY + MINUTE) / SECOND);
    for (let i = 0; i < 2; i++) {
      forward(29 * DAY);
      expect(maxAgeOf(await visitor.visit())).toBe((30 * DAY + MINUTE) / SECOND);
    }
    expect(storedOf(visitor)?.lifetime).toBe(30 * DAY + MINUTE);
    forward(31 * DAY);
    expect(visitor.data).toEqual({});
  });

  it('is capped by the absolute limit', async () => {
    const visitor = await signedIn({ timeout: HOUR, absoluteTimeout: DAY });
    const lines = await visitor.visit((session) => session.touch({ timeout: 30 * DAY }));
    expect(maxAgeOf(lines)).toBe(DAY / SECOND);
    forward(DAY);
    expect(visitor.data).toEqual({});
  });

  it('can shorten a session, which then renews by that', async () => {
    const visitor = await signedIn();
    expect(maxAgeOf(await visitor.visit((session) => session.touch({ timeout: 100 * SECOND })))).toBe(110);
    forward(10 * SECOND);
    expect(maxAgeOf(await visitor.visit())).toBe(110);
    forward(110 * SECOND);
    expect(visitor.data).toEqual({});
  });

  it('refuses a limit that is none, and changes nothing', async () => {
    const visitor = await signedIn();
    const lines = await visitor.visit(async (session) => {
      await expect(session.touch({ timeout: -1 })).rejects.toMatchObject({
        code: 'ERR_SESSION_OPTION_INVALID',
      });
    });
    expect(lines).toEqual([]);
  });

  it.each([
    [true, false],
    [false, true],
  ])('decides whether the cookie outlives the browser (configured: %p)', async (configured, own) => {
    const visitor = await signedIn({ cookie: { persistent: configured } });
    const hasMaxAge = (lines: string[]) => lines.some((line) => line.includes('Max-Age'));
    expect(hasMaxAge(await visitor.visit((session) => session.touch()))).toBe(configured);
    expect(hasMaxAge(await visitor.visit((session) => session.touch({ persistent: own })))).toBe(own);
    forward(HOUR);
    expect(hasMaxAge(await visitor.visit())).toBe(own);
    expect(storedOf(visitor)?.persistent).toBe(own);
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
