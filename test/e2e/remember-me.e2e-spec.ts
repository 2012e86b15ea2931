import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Post } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp, withApp, type TestApp } from '../support/app.js';
import { DAY, forward, HOUR, MINUTE, useClock } from '../support/clock.js';
import { maxAgeOf, onlyCookie } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

interface Wanted {
  timeout?: number;
  persistent?: boolean;
}

@Controller()
class RememberController {
  @Post('remember')
  async remember(@Session() session: Session<Data>, @Body() wanted: Wanted): Promise<string> {
    session.user = 'ada';
    await session.touch(wanted);
    return 'ok';
  }

  @Post('sign-in-again')
  async signInAgain(@Session() session: Session<Data>): Promise<string> {
    await session.regenerate();
    session.user = 'grace';
    return 'ok';
  }
}

const parts = {
  session: { timeout: HOUR, absoluteTimeout: 30 * DAY },
  controllers: [RememberController],
};

async function remembered(app: TestApp, wanted: Wanted) {
  const client = app.client();
  return { client, reply: await client.post('/remember', wanted) };
}

describe.each(platforms)('remember me ($title)', (platform) => {
  useClock();
  const app = useApp(platform, parts);

  it('gives this session a longer timeout, which lasts over renewals', async () => {
    const { client, reply } = await remembered(app, { timeout: 10 * DAY });
    const seconds = (10 * DAY + MINUTE) / 1000;
    expect(maxAgeOf(reply)).toBe(seconds);
    forward(9 * DAY);
    expect(maxAgeOf(await client.get('/session'))).toBe(seconds);
    forward(9 * DAY);
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('gives this session a shorter timeout', async () => {
    const { client } = await remembered(app, { timeout: 10 * MINUTE });
    const cookie = await client.cookies();
    forward(11 * MINUTE);
    expect((await client.get('/session', { cookie })).text).toBe('{}');
  });

  it('stays below the absolute limit', async () => {
    const { client, reply } = await remembered(app, { timeout: 90 * DAY });
    expect(maxAgeOf(reply)).toBe((30 * DAY) / 1000);
    const cookie = await client.cookies();
    forward(30 * DAY);
    expect((await client.get('/session', { cookie })).text).toBe('{}');
  });

  it('leaves a session to the browser window, also when it is written again', async () => {
    const { client, reply } = await remembered(app, { persistent: false });
    expect(onlyCookie(reply).attributes).not.toHaveProperty('max-age');
    const next = await client.write({ more: 'data' });
    expect(onlyCookie(next).attributes).not.toHaveProperty('max-age');
    expect(onlyCookie(next).attributes).not.toHaveProperty('expires');
  });

  it('ends with the session it was asked for', async () => {
    const { client } = await remembered(app, { timeout: 10 * DAY });
    expect(maxAgeOf(await client.post('/sign-in-again'))).toBe((HOUR + MINUTE) / 1000);
  });

  it('keeps one session where cookies end with the window', async () => {
    const session = { ...parts.session, cookie: { persistent: false } };
    await withApp(platform, { ...parts, session }, async (other) => {
      const client = other.client();
      const plain = await client.write({ user: 'ada' });
      expect(onlyCookie(plain).attributes).not.toHaveProperty('max-age');
      const kept = await client.post('/remember', { persistent: true });
      expect(maxAgeOf(kept)).toBe((HOUR + MINUTE) / 1000);
    });
  });

  it.each([-1, 0.5, '1h'])('refuses a timeout of %s', async (timeout) => {
    const client = app.client();
    const { status, setCookies } = await client.post('/remember', { timeout });
    expect(status).toBe(500);
    expect(setCookies).toHaveLength(1);
    expect(await client.session()).toEqual({ user: 'ada' });
  });
});
