import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { sealedCookie } from '../../lib/testing/index.js';
import { type AppParts, withApp } from '../support/app.js';
import { describeInChromium } from '../support/chromium.js';
import { platforms } from '../support/platforms.js';

describeInChromium("sealedCookie in Playwright's Chromium", (executablePath) => {
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => void (browser = await chromium.launch({ executablePath })), 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => void (context = await browser.newContext()));
  afterEach(() => context.close());

  const legs = platforms.filter(({ interceptor }) => interceptor);
  const configurations: [string, AppParts, object][] = [
    ['a plain cookie', {}, { userId: 7 }],
    ['a __Host- cookie', { session: { cookie: { secure: true } } }, { userId: 7 }],
    ['several cookies', {}, { text: 'x'.repeat(4000) }],
    [
      'a strict cookie under a path',
      { session: { cookie: { path: '/session', sameSite: 'strict' } } },
      { userId: 7 },
    ],
  ];

  it.each(legs.flatMap((platform) => configurations.map((row) => [platform, ...row] as const)))(
    'signs a page in ($title): %s',
    async (platform, _, parts, data) => {
      await withApp(platform, parts, async ({ nest, port }) => {
        await context.addCookies((await sealedCookie(nest, data)).cookies);
        const page = await context.newPage();
        await page.goto(`http://localhost:${port}/session`);
        expect(JSON.parse(await page.innerText('body'))).toEqual(data);
      });
    },
    30_000,
  );

  it('takes the host of another site', async () => {
    const [platform] = platforms as [(typeof platforms)[0]];
    await withApp(platform, { session: { cookie: { secure: true } } }, async ({ nest }) => {
      const { cookies } = await sealedCookie(nest, { userId: 7 }, { domain: 'shop.example.com' });
      await context.addCookies(cookies);
      const [cookie] = await context.cookies('https://shop.example.com/');
      expect(cookie).toMatchObject({
        name: '__Host-session',
        domain: 'shop.example.com',
        httpOnly: true,
        secure: true,
      });
      expect(await context.cookies('https://example.com/')).toEqual([]);
    });
  });
});
