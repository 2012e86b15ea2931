import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Req } from '@nestjs/common';
import { SessionService } from '../../lib/index.js';
import { newSecret, useApp, withApp, type TestApp } from '../support/app.js';
import { forward, SECOND, useClock } from '../support/clock.js';
import { maxAgeOf } from '../support/cookies.js';
import { useEvents } from '../support/events.js';
import { platforms } from '../support/platforms.js';

const TIMEOUT = 100 * SECOND;
const RENEW_AFTER = 10 * SECOND;
const ABSOLUTE = 300 * SECOND;

@Controller()
class ExpiryController {
  constructor(private readonly sessions: SessionService) {}

  @Get('describe')
  describe(@Req() request: object): unknown {
    return this.sessions.describe(request);
  }
}

interface Times {
  id: string;
  createdAt: string;
}

const secret = newSecret();
const session = { secret, timeout: TIMEOUT, absoluteTimeout: ABSOLUTE };
const controllers = [ExpiryController];

/** What a thief's copy of the cookie is worth: the browser's own Max-Age does not come into it. */
const copied = async (app: TestApp, cookie: string): Promise<string> =>
  (await app.client().get('/session', { cookie })).text;

describe.each(platforms)('the end of a session ($title)', (platform) => {
  useClock();
  const events = useEvents('rejected');
  const app = useApp(platform, { session, controllers });

  it('does not come before the timeout, whatever was renewed', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    forward(RENEW_AFTER - 1);
    await client.session();
    forward(TIMEOUT);
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('comes after the timeout, in the browser and for a copy', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const cookie = await client.cookies();
    forward(TIMEOUT + RENEW_AFTER + 1);
    expect(await client.cookieNames()).toEqual([]);
    expect(await copied(app, cookie)).toBe('{}');
    expect(events.map(({ reason }) => reason)).toEqual(['expired']);
  });

  it('comes at the absolute limit, however active the session was', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    for (let age = 0; age < ABSOLUTE - 60 * SECOND; age += 60 * SECOND) {
      forward(60 * SECOND);
      expect(await client.session()).toEqual({ user: 'ada' });
    }
    forward(59 * SECOND);
    const cookie = await client.cookies();
    expect(await copied(app, cookie)).toBe('{"user":"ada"}');
    forward(SECOND);
    expect(await copied(app, cookie)).toBe('{}');
  });

  it('comes earlier where the limits were lowered since', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const cookie = await client.cookies();
    forward(60 * SECOND);
    const lowered = { secret, timeout: 50 * SECOND, absoluteTimeout: 50 * SECOND };
    await withApp(platform, { session: lowered }, async (other) =>
      expect(await copied(other, cookie)).toBe('{}'),
    );
    expect(await copied(app, cookie)).toBe('{"user":"ada"}');
  });

  it('is what Max-Age says, and never beyond the absolute limit', async () => {
    const client = app.client();
    expect(maxAgeOf(await client.write({ step: 1 }))).toBe((TIMEOUT + RENEW_AFTER) / SECOND);
    forward(90 * SECOND);
    await client.write({ step: 2 });
    forward(90 * SECOND);
    await client.write({ step: 3 });
    forward(90 * SECOND);
    expect(maxAgeOf(await client.write({ step: 4 }))).toBe(30);
  });

  it('is followed by a new session with a new id', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const cookie = await client.cookies();
    const old: Times = (await client.get('/describe')).json;
    forward(TIMEOUT + RENEW_AFTER + 1);
    await client.post('/session', { user: 'grace' }, { cookie });
    const fresh: Times = (await client.get('/describe')).json;
    expect(fresh.id).not.toBe(old.id);
    expect(Date.parse(fresh.createdAt)).toBe(Date.now());
    expect(await client.session()).toEqual({ user: 'grace' });
  });
});
