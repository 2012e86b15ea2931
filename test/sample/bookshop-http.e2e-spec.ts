import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newSecret, openShop, openShopInVain, type Platform, type Shop } from './support/shop.js';

jest.setTimeout(30_000);

const cookieOf = ({ headers }: Response) =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

describe.each<Platform>(['express', 'fastify'])('the bookshop over HTTP on %s', (platform) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ platform, secret: newSecret() });
  });
  afterAll(() => shop?.stop());

  const get = (path: string, headers = {}) => fetch(shop.url + path, { headers, redirect: 'manual' });
  const post = (path: string, form: string, headers = {}) =>
    fetch(shop.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: form,
      redirect: 'manual',
    });

  it('sends security headers that allow no script', async () => {
    const { headers } = await get('/');

    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*style-src 'self'$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('keeps pages out of caches', async () => {
    const { headers } = await get('/basket');

    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('vary')).toMatch(/\bcookie\b/i);
    expect(headers.getSetCookie()).toEqual([]);
  });

  it('serves its assets without looking at the session', async () => {
    const cookie = cookieOf(await post('/theme', 'theme=dark'));
    const response = await get('/assets/covers/dracula.svg', { cookie });

    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('vary')).toBeNull();
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it.each([
    '/assets/none.css',
    '/assets/..%2fmain.js',
    '/books/none',
    '/books/__proto__',
    '/sign-out',
    '/%ff',
  ])('has no page at GET %s', async (path) => {
    expect([400, 404]).toContain((await get(path)).status);
  });

  it.each([
    ['/books/dracula', '/books/dracula'],
    ['//elsewhere.test/', '/'],
    ['/.//elsewhere.test/', '/'],
    ['https://elsewhere.test/', '/'],
  ])('goes back from the theme to %s by way of %s', async (back, location) => {
    const response = await post('/theme', new URLSearchParams({ theme: 'dark', back }).toString());

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(location);
  });

  it('never redirects to another site after sign-in', async () => {
    const cookie = cookieOf(await get('/account?next=//elsewhere.test'));
    const response = await post('/sign-in', 'name=ada&password=analytical+engine', { cookie });

    expect(response.headers.get('location')).toBe('/account?next=//elsewhere.test');
  });

  it.each([
    ['/sign-in', 'name[a]=1&password[]=2'],
    ['/sign-in', ''],
    ['/basket', 'slug=none'],
    ['/basket', 'slug=__proto__'],
    ['/basket/dracula', 'quantity=-1'],
    ['/basket/dracula', 'quantity=1e99'],
    ['/basket/dracula', 'quantity=many'],
    ['/theme', 'theme=<script>'],
  ])('takes POST %s with %j calmly', async (path, form) => {
    expect((await post(path, form)).status).toBeLessThan(500);
  });

  it('refuses what another site posts', async () => {
    expect((await post('/basket', 'slug=dracula', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post('/basket', 'slug=dracula', { origin: 'http://elsewhere.test' })).status).toBe(403);
    expect((await post('/basket', 'slug=dracula', { 'sec-fetch-site': 'same-origin' })).status).toBe(303);
  });

  it('writes what a visitor sends as text, never as markup', async () => {
    const html = await (await get('/nowhere/"><script>alert(1)</script>')).text();

    expect(html).not.toContain('<script');
  });
});

describe('the secret of the bookshop', () => {
  it('is made up for development, and that is said', async () => {
    const shop = await openShop({ platform: 'express', secret: '' });
    await shop.stop();

    expect(shop.output()).toContain('SESSION_SECRET is not set');
    expect(shop.output()).toContain('npx nestjs-sealed-session keygen');
    expect(shop.output()).not.toMatch(/[\w-]{43}/);
  });

  it('is required in production', async () => {
    const env = { NODE_ENV: 'production' };
    const { code, output } = await openShopInVain({ platform: 'express', secret: '', env });

    expect(code).not.toBe(0);
    expect(output).toContain('npx nestjs-sealed-session keygen');
  });

  it('is refused when it is short, without being shown', async () => {
    const { code, output } = await openShopInVain({ platform: 'fastify', secret: 'correct horse' });

    expect(code).not.toBe(0);
    expect(output).toContain('keygen');
    expect(output).not.toContain('correct horse');
  });
});
