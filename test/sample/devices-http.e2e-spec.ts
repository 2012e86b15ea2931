import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HttpVisitor } from './support/http-visitor.js';
import { newSecret, openShop, type Platform, type Shop } from './support/shop.js';

const SIGN_OUTS = [
  '/account/devices/sign-out',
  '/account/devices/sign-out-others',
  '/account/devices/sign-out-everywhere',
];

jest.setTimeout(30_000);

describe.each<Platform>(['express', 'fastify'])('devices over HTTP on %s', (platform) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ platform, secret: newSecret(), env: { TRUSTED_PROXIES: '1' } });
  });
  afterAll(() => shop?.stop());

  const arrive = (headers?: Record<string, string>) => new HttpVisitor(shop.url, headers);

  it('are shown to who is signed in, and after signing in', async () => {
    const nobody = arrive();
    const response = await nobody.get('/account/devices');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in']);

    const signedIn = await nobody.post('/sign-in', { name: 'ada', password: 'analytical engine' });
    expect(signedIn.headers.get('location')).toBe('/account/devices');
    expect(await nobody.devicesPage()).toContain('This device');
  });

  it('end when they are signed out from another one, and so do copies of their cookie', async () => {
    const [here, there] = [await arrive().signIn(), await arrive().signIn()];
    const [own, other] = [(await here.devices())[0], (await there.devices())[0]];
    expect(await here.devices()).toEqual(expect.arrayContaining([own, other]));

    await here.post('/account/devices/sign-out', { device: other ?? '' });

    expect(await here.devicesPage()).toContain('is signed out.');
    expect(await here.devices()).not.toContain(other);
    expect(await there.isSignedIn()).toBe(false);
    expect(await here.isSignedIn()).toBe(true);
  });

  it('are signed out by their own user alone', async () => {
    const [ada, alan] = [await arrive().signIn('ada'), await arrive().signIn('alan')];
    const [id = ''] = await ada.devices();

    await alan.post('/account/devices/sign-out', { device: id });

    expect(await alan.devicesPage()).toContain('signed out already');
    expect(await alan.devices()).not.toContain(id);
    expect(await ada.isSignedIn()).toBe(true);
  });

  it.each(['', '__proto__', '../../etc/passwd', 'x'.repeat(5000)])(
    'take the id %j calmly',
    async (device) => {
      const ada = await arrive().signIn();

      expect((await ada.post('/account/devices/sign-out', { device })).status).toBe(303);
      expect(await ada.isSignedIn()).toBe(true);
    },
  );

  it('end here too when this one is signed out, and its cookie goes', async () => {
    const ada = await arrive().signIn();
    const { cookie } = ada;
    const [id = ''] = await ada.devices();
    const response = await ada.post('/account/devices/sign-out', { device: id });

    expect(response.headers.get('location')).toBe('/signed-out');
    expect(ada.cookie).toBe('');
    ada.cookie = cookie;
    expect(await ada.isSignedIn()).toBe(false);
  });

  it('are all signed out but the one that asks, which gets a new session', async () => {
    const [here, there] = [await arrive().signIn(), await arrive().signIn()];
    await here.post('/basket', { slug: 'dracula' });
    const { cookie } = here;
    await here.post('/account/devices/sign-out-others');

    expect(await there.isSignedIn()).toBe(false);
    expect(await here.devices()).toHaveLength(1);
    expect(await (await here.get('/basket')).text()).toContain('/books/dracula');
    here.cookie = cookie;
    expect(await here.isSignedIn()).toBe(false);
  });

  it('are all signed out, and can sign in again at once', async () => {
    const [here, there, alan] = [
      await arrive().signIn(),
      await arrive().signIn(),
      await arrive().signIn('alan'),
    ];
    const response = await here.post('/account/devices/sign-out-everywhere');

    expect(response.headers.get('location')).toBe('/signed-out');
    expect([await here.isSignedIn(), await there.isSignedIn()]).toEqual([false, false]);
    expect(await alan.isSignedIn()).toBe(true);
    expect(await (await here.signIn()).isSignedIn()).toBe(true);
  });

  it.each(SIGN_OUTS)('are not signed out by what another site posts to %s', async (path) => {
    const ada = await arrive().signIn();
    const [device = ''] = await ada.devices();

    const fetchMetadata = await ada.post(path, { device }, { 'sec-fetch-site': 'cross-site' });
    const origin = await ada.post(path, { device }, { origin: 'http://elsewhere.test' });

    expect([fetchMetadata.status, origin.status]).toEqual([403, 403]);
    expect(await ada.isSignedIn()).toBe(true);
  });

  it('show the address that our proxy saw, not what a client claims', async () => {
    const ada = await arrive({ 'x-forwarded-for': '203.0.113.9, 192.0.2.7' }).signIn();
    const page = await ada.devicesPage();

    expect(page).toContain('192.0.2.7');
    expect(page).not.toContain('203.0.113.9');
  });
});
