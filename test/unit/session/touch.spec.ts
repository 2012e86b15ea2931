import { describe, expect, it } from '@jest/globals';
import { DAY, forward, HOUR, MINUTE, SECOND, useClock } from '../../support/clock.js';
import { maxAgeOf, newVisitor, signedIn, storedOf } from '../../support/managers.js';

useClock();

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

  it.each([{ timeout: -1 }, { persistent: 'yes' as never }])(
    'refuses %j, and changes nothing',
    async (options) => {
      const visitor = await signedIn();
      const lines = await visitor.visit(async (session) => {
        await expect(session.touch(options)).rejects.toMatchObject({
          code: 'ERR_SESSION_OPTION_INVALID',
        });
      });
      expect(lines).toEqual([]);
    },
  );

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
