import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { chromium, type Browser, type Locator } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { BROWSER_ARGS } from './support/browser-args.js';
import { newSecret, openShop, type Platform, type Shop } from './support/shop.js';
import { Visitor } from './support/visitor.js';

/** A telephone, and one that runs no script. */
const PHONE = {
  javaScriptEnabled: false,
  viewport: { width: 390, height: 844 },
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
};

jest.setTimeout(60_000);
// A browser that crashed is started again, and the test with it.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

describeInChromium('the devices page in real browsers', (executablePath) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  });
  beforeEach(async () => {
    if (!browser.isConnected()) browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  });
  afterAll(() => browser?.close());

  describe.each<Platform>(['express', 'fastify'])('on %s', (platform) => {
    let shop: Shop;
    let desk: Visitor;
    let phone: Visitor;

    beforeAll(async () => {
      shop = await openShop({ platform, secret: newSecret() });
    });
    afterAll(() => shop?.stop());
    beforeEach(async () => {
      [desk, phone] = await Promise.all([
        Visitor.arrive(browser, shop.url),
        Visitor.arrive(browser, shop.url, PHONE),
      ]);
      await desk.signIn({ remember: true });
      await desk.page.goto('/account/devices');
      // What the test before left.
      await desk.page.getByRole('button', { name: 'Everywhere but here' }).click();
      await phone.signIn();
      await desk.page.goto('/account');
      await desk.page.getByRole('main').getByRole('link', { name: 'Your devices' }).click();
    });
    afterEach(async () => {
      await Promise.all([desk.context.close(), phone.context.close()]);
      expect([...desk.troubles, ...phone.troubles]).toEqual([]);
    });

    const devices = (): Locator => desk.page.getByRole('listitem');
    const device = (name: string): Locator => devices().filter({ hasText: name });

    it('shows both, and marks the one that looks', async () => {
      expect(await devices().count()).toBe(2);
      expect(await device('This device').getByRole('heading').innerText()).toMatch(/^Chrome on /);
      expect(await device('Safari on iPhone').innerText()).toMatch(/127\.0\.0\.1[^]*UTC[^]*just now/);

      await phone.page.goto('/account/devices');
      const marked = phone.page.getByRole('listitem').filter({ hasText: 'This device' });
      expect(await marked.getByRole('heading').innerText()).toMatch(/^Safari on iPhone/);
    });

    it('signs one out from the other', async () => {
      await device('Safari on iPhone').getByRole('button', { name: 'Sign out' }).click();
      await desk.page.getByText('Safari on iPhone is signed out.').waitFor();

      expect(await devices().count()).toBe(1);
      expect(await phone.isSignedIn()).toBe(false);
      expect(await desk.isSignedIn()).toBe(true);
    });

    it('leaves a stolen copy of the cookie worth nothing', async () => {
      const thief = await Visitor.arrive(browser, shop.url);
      await thief.context.addCookies(await phone.cookies());
      expect(await thief.isSignedIn()).toBe(true);

      await device('Safari on iPhone').getByRole('button', { name: 'Sign out' }).click();
      await desk.page.getByText('is signed out.').waitFor();

      expect(await thief.isSignedIn()).toBe(false);
      await thief.context.close();
    });

    it('signs out everywhere but here, and still remembers who asked for that', async () => {
      await desk.page.getByRole('button', { name: 'Everywhere but here' }).click();
      await desk.page.getByText('Every other device is signed out.').waitFor();

      expect(await devices().count()).toBe(1);
      expect(await phone.isSignedIn()).toBe(false);
      expect(await desk.isSignedIn()).toBe(true);
      const days = ((await desk.cookie()).expires - Date.now() / 1000) / (24 * 60 * 60);
      expect(days).toBeCloseTo(30, 0);
    });

    it('signs out everywhere, here as well, at the touch of a thumb', async () => {
      await phone.page.goto('/account/devices');
      await phone.page.getByRole('button', { name: 'Everywhere, and here' }).click();
      await phone.page.waitForURL('**/signed-out');

      expect(await phone.cookies()).toEqual([]);
      expect([await phone.isSignedIn(), await desk.isSignedIn()]).toEqual([false, false]);
    });

    it('fits on a telephone', async () => {
      await phone.page.goto('/account/devices');
      const boxes = await Promise.all(
        (await phone.page.locator('main *').all()).map((each) => each.boundingBox()),
      );

      expect(boxes.length).toBeGreaterThan(20);
      expect(Math.max(...boxes.map((box) => (box ? box.x + box.width : 0)))).toBeLessThanOrEqual(390);
    });
  });
});
