import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Req } from '@nestjs/common';
import { SessionService } from '../../lib/index.js';
import { useApp, type TestApp } from '../support/app.js';
import { forward, SECOND, useClock } from '../support/clock.js';
import { maxAgeOf, onlyCookie } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';

const TIMEOUT = 100 * SECOND;
const RENEW_AFTER = 10 * SECOND;
const ABSOLUTE = 300 * SECOND;

@Controller()
class ExpiryController {
  constructor(private readonly sessions: SessionService) {}

  @Get('nothing')
  nothing(): string {
    return 'no session here';
  }

  @Get('describe')
  describe(@Req() request: object): unknown {
    return this.sessions.describe(request);
  }
}

interface Times {
  id: string;
  createdAt: string;
  issuedAt: string;
  expiresAt: string;
}

const parts = (rolling?: 'read' | 'every-response' | false) => ({
  session: { timeout: TIMEOUT, absoluteTimeout: ABSOLUTE, ...(rolling !== undefined && { rolling }) },
  controllers: [ExpiryController],
});

/** What a thief's copy of the cookie is worth: the browser's own Max-Age does not come into it. */
const copied = async (app: TestApp, cookie: string): Promise<string> =>
  (await app.client().get('/session', { cookie })).text;

describe.each(platforms)('renewal on read ($title)', (platform) => {
  useClock();
  const app = useApp(platform, parts());

  it('waits until a tenth of the timeout has passed', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    forward(RENEW_AFTER - 1);
    expect((await client.get('/session')).setCookies).toEqual([]);
    forward(1);
    expect(maxAgeOf(await client.get('/session'))).toBe((TIMEOUT + RENEW_AFTER) / SECOND);
  });

  it('keeps id and creation, and moves the end', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const before: Times = (await client.get('/describe')).json;
    forward(RENEW_AFTER);
    await client.session();
    const after: Times = (await client.get('/describe')).json;
    expect(after).toMatchObject({ id: before.id, createdAt: before.createdAt });
    expect(Date.parse(after.expiresAt) - Date.parse(before.expiresAt)).toBe(RENEW_AFTER);
    expect(Date.parse(after.issuedAt)).toBe(Date.now());
  });

  it('does not happen where no session is read', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    forward(RENEW_AFTER);
    expect((await client.get('/nothing')).setCookies).toEqual([]);
  });
});

describe.each(platforms)("rolling: 'every-response' ($title)", (platform) => {
  useClock();
  const app = useApp(platform, parts('every-response'));

  it.each(['/nothing', '/session', '/nowhere'])('renews the session on %s, at once', async (path) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    forward(SECOND);
    expect(onlyCookie(await client.get(path)).name).toBe('session');
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('gives visitors without a session no cookie', async () => {
    expect((await app.client().get('/nothing')).setCookies).toEqual([]);
  });
});

describe.each(platforms)('rolling: false ($title)', (platform) => {
  useClock();
  const app = useApp(platform, parts(false));

  it('never renews, and so ends an active session too', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    forward(TIMEOUT - 1);
    const { setCookies, text } = await client.get('/session');
    expect({ setCookies, text }).toEqual({ setCookies: [], text: '{"user":"ada"}' });
    const cookie = await client.cookies();
    forward(RENEW_AFTER + 1);
    expect(await copied(app, cookie)).toBe('{}');
  });
});
