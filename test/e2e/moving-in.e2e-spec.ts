import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import type { LegacyReader } from '../../lib/legacy-reader.js';
import { type AppParts, withApp } from '../support/app.js';
import { Client } from '../support/browser.js';
import { describeInChromium } from '../support/chromium.js';
import { useEvents } from '../support/events.js';
import { MemberController } from '../support/member.controller.js';
import { ofExpressSession, oldLibraries, type OldSessions, withOldApp } from '../support/old-applications.js';
import { type Platform, platforms } from '../support/platforms.js';

const ada = { user: { id: 'ada' }, basket: ['tea'] };

/** A browser that has signed in to the old application, which has stopped since. */
const signedIn = (old: OldSessions): Promise<{ client: Client; port: number }> =>
  withOldApp(old, async (port) => {
    const client = new Client(port);
    await client.post('/sign-in/ada');
    expect((await client.get('/me')).text).toBe('ada');
    expect(await client.cookieNames()).toEqual(old.cookieNames);
    return { client, port };
  });

/** The application that comes after it, at the same address. */
const withNewApp = (platform: Platform, port: number, reader: LegacyReader, use: () => Promise<void>) => {
  const parts: AppParts = { port, controllers: [MemberController], session: { legacy: [reader] } };
  return withApp(platform, parts, use);
};

const me = async (client: Client, cookie?: string): Promise<string> =>
  (await client.get('/me', cookie === undefined ? {} : { cookie })).text;

/** The same with two parts of a value changed round: past the prefixes that tell a format. */
const altered = (cookie: string): string =>
  cookie.replace(/(?<=[\w-]{4})([A-Za-z0-9]{4})([A-Za-z0-9]{4})/, '$2$1');

const moves = platforms.flatMap((platform) => oldLibraries.map((old) => ({ ...old, platform })));

describe.each(moves)(
  'an Express application with $library that restarts as ours ($platform.title)',
  (move) => {
    const { platform, install } = move;
    const moved = useEvents('moved');
    const rejected = useEvents('legacy-rejected');

    it('has its browsers signed in still, and their old cookies gone', async () => {
      const old = install();
      const { client, port } = await signedIn(old);
      await withNewApp(platform, port, old.reader(), async () => {
        expect(await me(client)).toBe('ada');
        expect(await client.cookieNames()).toEqual(['session']);
        expect(await client.session()).toEqual(ada);
        expect(moved).toHaveLength(1);
      });
    });

    it('has nobody signed in by an old cookie that was altered', async () => {
      const old = install();
      const { client, port } = await signedIn(old);
      const cookie = await client.cookies();
      await withNewApp(platform, port, old.reader(), async () => {
        expect(await me(client, altered(cookie))).toBe('nobody');
        expect(rejected).toEqual([expect.objectContaining({ reason: 'forged' })]);
        expect(await me(client, cookie)).toBe('ada');
      });
    });

    it('goes back where the old cookies were kept', async () => {
      const old = install();
      const { client, port } = await signedIn(old);
      await withNewApp(platform, port, old.reader({ keepCookie: true }), async () => {
        await client.post('/visit');
        expect(await client.cookieNames()).toEqual(['session', ...old.cookieNames].toSorted());
        expect(await client.session()).toEqual({ ...ada, views: 1 });
      });
      await withOldApp(old, async () => expect(await me(client)).toBe('ada'), port);
    });

    it('signs out of both', async () => {
      const old = install();
      const { client, port } = await signedIn(old);
      await withNewApp(platform, port, old.reader({ keepCookie: true }), async () => {
        expect(await me(client)).toBe('ada');
        await client.post('/sign-out');
        expect(await client.cookieNames()).toEqual([]);
        expect(await me(client)).toBe('nobody');
      });
      await withOldApp(old, async () => expect(await me(client)).toBe('nobody'), port);
    });
  },
);

describe.each(platforms)('the store of express-session ($title)', (platform) => {
  it.each([
    [undefined, 1],
    [true, 0],
  ])('after the move, with deleteStored: %s', async (deleteStored, left) => {
    const old = ofExpressSession();
    const { client, port } = await signedIn(old);
    expect(old.stored()).toHaveLength(1);
    const reader = old.reader(deleteStored === undefined ? {} : { deleteStored });
    await withNewApp(platform, port, reader, async () => {
      expect(await me(client)).toBe('ada');
      expect(old.stored()).toHaveLength(left);
      expect(await client.session()).toEqual(ada);
    });
  });
});

describeInChromium('moving in, in Chromium', (executablePath) => {
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => void (browser = await chromium.launch({ executablePath })), 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => void (context = await browser.newContext()));
  afterEach(() => context.close());

  const cookieNames = async () => (await context.cookies()).map(({ name }) => name).toSorted();

  it.each(moves.filter(({ library, platform }) => library === 'cookie-session' && platform.interceptor))(
    'keeps a page signed in: from $library, $platform.title',
    async ({ platform, install }) => {
      const old = install();
      const page = await context.newPage();
      const port = await withOldApp(old, async (free) => {
        await page.goto(`http://localhost:${free}/me`);
        expect(await page.innerText('body')).toBe('nobody');
        await page.evaluate("fetch('/sign-in/ada', { method: 'POST' })");
        return free;
      });
      expect(await cookieNames()).toEqual(old.cookieNames);
      await withNewApp(platform, port, old.reader(), async () => {
        for (const visit of ['the first', 'the second']) {
          await page.reload();
          expect([visit, await page.innerText('body')]).toEqual([visit, 'ada']);
          expect(await cookieNames()).toEqual(['session']);
        }
      });
    },
    30_000,
  );
});
