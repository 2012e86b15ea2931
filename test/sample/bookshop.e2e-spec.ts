import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { BROWSER_ARGS } from './support/browser-args.js';
import { newSecret, openShop, type Platform, type Shop } from './support/shop.js';
import { Visitor } from './support/visitor.js';

const PLATFORMS: Platform[] = ['express', 'fastify'];
const DAY = 24 * 60 * 60;

jest.setTimeout(60_000);
// A browser that crashed is started again, and the test with it.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

describeInChromium('the bookshop in a real browser', (executablePath) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  });
  beforeEach(async () => {
    if (!browser.isConnected()) browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  });
  afterAll(() => browser?.close());

  describe.each(PLATFORMS)('on %s', (platform) => {
    const secret = newSecret();
    let shop: Shop;
    let ada: Visitor;

    const reopen = async (newer: string) => {
      await shop.stop();
      shop = await openShop({ platform, secret: newer, port: shop.port });
    };

    beforeAll(async () => {
      shop = await openShop({ platform, secret });
    });
    afterAll(() => shop?.stop());
    beforeEach(async () => {
      ada = await Visitor.arrive(browser, shop.url);
    });
    afterEach(async () => {
      await ada.context.close();
      expect(ada.troubles).toEqual([]);
    });

    it('sets no cookie for someone who only looks', async () => {
      await ada.page.goto('/');
      await ada.page.goto('/books/dracula');
      await ada.page.goto('/session');

      expect(await ada.cookies()).toEqual([]);
      expect(await ada.page.getByRole('heading', { name: 'No cookie yet' }).isVisible()).toBe(true);
    });

    it('signs in, with a new session id', async () => {
      await ada.add('Dracula');
      const before = await ada.figure('session-id');
      await ada.signIn();

      expect(await ada.page.getByRole('link', { name: 'Ada Lovelace' }).isVisible()).toBe(true);
      expect(await ada.figure('session-id')).not.toBe(before);
      expect(await ada.cookie()).toMatchObject({
        name: 'session',
        httpOnly: true,
        sameSite: 'Lax',
        path: '/',
      });
    });

    it('refuses a wrong password and says so once', async () => {
      await ada.signIn({ password: 'difference engine' });
      const complaint = ada.page.getByText('do not match');

      await complaint.waitFor();
      await ada.page.reload();
      expect(await complaint.count()).toBe(0);
      expect(await ada.isSignedIn()).toBe(false);
    });

    it('shows a flash message once', async () => {
      await ada.add('Persuasion');
      const notice = ada.page.getByText('“Persuasion” is in your basket.');

      expect(await notice.isVisible()).toBe(true);
      await ada.page.reload();
      expect(await notice.count()).toBe(0);
    });

    it('leads to sign-in and back to the page that was asked for', async () => {
      await ada.page.goto('/account');
      await ada.page.getByText('Please sign in first.').waitFor();
      await ada.fillIn();

      expect(new URL(ada.page.url()).pathname).toBe('/account');
      expect(await ada.page.locator('#shelf-note').innerText()).toContain('Bernoulli');
    });

    it('keeps the basket across sign-in, and its figures right', async () => {
      await ada.add('Dracula');
      await ada.add('Persuasion');
      await ada.page.getByRole('button', { name: 'One more' }).first().click();
      await ada.page.locator('.line output', { hasText: '2' }).waitFor();
      await ada.signIn();
      await ada.page.goto('/basket');

      expect(await ada.page.locator('.line').count()).toBe(2);
      expect(await ada.page.locator('.total dd').innerText()).toBe('£33.50');
    });

    it('stays signed in, basket and all, when the server restarts', async () => {
      await ada.add('The Moonstone');
      await ada.signIn();
      await reopen(secret);

      expect(await ada.isSignedIn()).toBe(true);
      await ada.page.goto('/basket');
      expect(await ada.page.locator('.line h2').innerText()).toBe('The Moonstone');
    });

    it('signs out: no cookie, and nothing private behind the back button', async () => {
      await ada.signIn();
      await ada.page.goto('/account');
      await ada.page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
      await ada.page.getByText('Nothing of you is left here.').waitFor();
      expect(await ada.cookies()).toEqual([]);

      await ada.page.goBack();
      await ada.page.waitForURL('**/sign-in');
      expect(await ada.page.content()).not.toMatch(/Bernoulli|Lovelace<\/h1>/);
    });

    it('treats a tampered cookie as no session, and lets her sign in again', async () => {
      await ada.signIn();
      const cookie = await ada.cookie();
      const at = Math.floor(cookie.value.length / 2);
      const other = cookie.value[at] === 'A' ? 'B' : 'A';
      const value = cookie.value.slice(0, at) + other + cookie.value.slice(at + 1);
      await ada.context.addCookies([{ ...cookie, value }]);

      await ada.page.goto('/session');
      await ada.page.getByRole('heading', { name: 'does not open' }).waitFor();
      expect(await ada.isSignedIn()).toBe(false);
      await ada.signIn();
      expect(await ada.isSignedIn()).toBe(true);
    });

    it('seals anew with a rotated key, and then does without the old one', async () => {
      const newer = newSecret();
      await ada.signIn();
      const before = await ada.figure('key-id');

      await reopen(`${newer},${secret}`);
      expect(await ada.isSignedIn()).toBe(true);
      const after = await ada.figure('key-id');
      expect(after).not.toBe(before);

      await reopen(newer);
      expect(await ada.isSignedIn()).toBe(true);
      expect(await ada.figure('key-id')).toBe(after);

      await reopen(secret);
      expect(await ada.isSignedIn()).toBe(false);
    });

    it('remembers for thirty days when asked, else until the browser closes', async () => {
      await ada.signIn();
      expect((await ada.cookie()).expires).toBe(-1);

      await ada.signIn({ remember: true });
      const days = ((await ada.cookie()).expires - Date.now() / 1000) / DAY;
      expect(days).toBeGreaterThan(29.9);
      expect(days).toBeLessThan(30.1);
      const expiresAt = Date.parse((await ada.figure('expires-at')).replace(' UTC', 'Z'));
      expect((expiresAt - Date.now()) / 1000 / DAY).toBeCloseTo(30, 1);

      await ada.signIn();
      expect((await ada.cookie()).expires).toBe(-1);
    });

    it('remembers the theme', async () => {
      await ada.page.goto('/books/dracula');
      await ada.page.getByRole('button', { name: 'dark' }).click();
      await ada.page.waitForURL('**/books/dracula');

      expect(await ada.page.locator('html').getAttribute('data-theme')).toBe('dark');
      const paper = () => ada.page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(await paper()).toBe('rgb(23, 20, 18)');
      await ada.page.getByRole('button', { name: 'light' }).click();
      await ada.page.locator('html[data-theme=light]').waitFor();
      expect(await paper()).toBe('rgb(247, 242, 232)');
    });

    it('shows the session as the browser has it', async () => {
      await ada.signIn();
      await ada.page.goto('/');
      const { name, value } = await ada.cookie();
      await ada.page.goto('/session');

      expect(await ada.figure('bytes')).toBe(String(`${name}=${value}`.length));
      expect(await ada.figure('key-id')).toBe(Buffer.from(value, 'base64url').toString('hex', 1, 5));
      expect(JSON.parse(await ada.figure('data'))).toMatchObject({ user: 'ada' });
    });

    it('spreads a large session, refuses a larger one, and leaves no leftovers', async () => {
      const load = async () => {
        await ada.page.getByRole('button', { name: 'one more kilobyte' }).click();
        await ada.page.locator('.notice').waitFor();
      };
      await ada.signIn();
      await ada.page.goto('/session');
      for (let kilobytes = 0; kilobytes < 4; kilobytes++) await load();
      expect((await ada.cookies()).map(({ name }) => name)).toEqual(['session.0', 'session.1']);

      await load();
      expect(await ada.page.getByText('the session stays as it was').isVisible()).toBe(true);
      expect(JSON.parse(await ada.figure('data')).ballast).toHaveLength(4096);

      await ada.page.getByRole('button', { name: 'Drop the ballast' }).click();
      await ada.page.getByText('The ballast is gone.').waitFor();
      expect((await ada.cookie()).name).toBe('session');
      expect(await ada.isSignedIn()).toBe(true);
    });

    it('refuses a form that another site posts in her name', async () => {
      await ada.signIn();
      const form = `<form method="post" action="${shop.url}/sign-out"><button>Win a prize</button></form>`;
      await ada.page.route('http://elsewhere.test/', (route) =>
        route.fulfill({ contentType: 'text/html', body: form }),
      );
      await ada.page.goto('http://elsewhere.test/');
      await ada.page.getByRole('button').click();

      await ada.page.getByText('This request came from another site').waitFor();
      expect(await ada.isSignedIn()).toBe(true);
    });
  });

  it('uses a Secure __Host- cookie in production', async () => {
    const shop = await openShop({
      platform: 'express',
      secret: newSecret(),
      env: { NODE_ENV: 'production' },
    });
    const ada = await Visitor.arrive(browser, shop.url);
    await ada.signIn();

    expect(await ada.cookie()).toMatchObject({ name: '__Host-session', secure: true, httpOnly: true });
    expect(await ada.isSignedIn()).toBe(true);
    await ada.context.close();
    await shop.stop();
  });
});
