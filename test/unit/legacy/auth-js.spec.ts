import { hkdfSync } from 'node:crypto';
import { encode } from '@auth/core/jwt';
import { describe, expect, it, jest } from '@jest/globals';
import { CompactEncrypt } from 'jose';
import { authJs, type AuthJsOptions } from '../../../lib/legacy/auth-js.js';
import { HOUR, SECOND, useClock } from '../../support/clock.js';
import { examplesIn } from '../../support/legacy-recorded.js';
import { DATA, legacyBehaviour, raw, UNTIL } from '../../support/legacy.js';

const SECRET = '3WtX+0Tv9o3i1xQv8a0kD5b4h0eQb1jQ';
const OLDER = 'an older AUTH_SECRET';
const NAME = '__Secure-authjs.session-token';
const TOLERANCE = 15 * SECOND;

const reader = (options: Partial<AuthJsOptions> = {}) =>
  authJs({ until: UNTIL, secret: [SECRET, OLDER], ...options });

/** What Auth.js 5 itself seals. */
const sealed = (data: object, options: { secret?: string; salt?: string } = {}) =>
  encode({ token: data, secret: SECRET, salt: NAME, maxAge: HOUR / 1000, ...options });
const cookiesOf = async (...args: Parameters<typeof sealed>) => raw({ [NAME]: await sealed(...args) });

const cutAt = (value: string, at: number) =>
  raw({ [`${NAME}.0`]: value.slice(0, at), [`${NAME}.1`]: value.slice(at) });

/** An authentic cookie that Auth.js would not make. */
async function around(json: string, header: object = {}) {
  const info = `Auth.js Generated Encryption Key (${NAME})`;
  const key = new Uint8Array(hkdfSync('sha256', SECRET, NAME, info, 64));
  const jwe = new CompactEncrypt(new TextEncoder().encode(json));
  jwe.setProtectedHeader({ alg: 'dir', enc: 'A256CBC-HS512', ...header });
  return raw({ [NAME]: await jwe.encrypt(key) });
}

legacyBehaviour('authJs', {
  reader,
  cookies: () => cookiesOf(DATA),
  foreign: () => cookiesOf(DATA, { secret: 'another secret' }),
  around: (json) => around(json.replace(/^\{/, `{"exp":${Date.now() / 1000 + 60},`)),
  secrets: [SECRET, OLDER],
  lifetime: HOUR + TOLERANCE,
  sameSession: (cookies) => [10, 200].map((at) => cutAt(cookies[NAME] ?? '', at)),
  recorded: { file: 'auth-js.json', reader: authJs },
});

describe('authJs', () => {
  useClock();

  it('opens what an older secret sealed', async () => {
    expect(await reader().read(await cookiesOf(DATA, { secret: OLDER }), Date.now())).toMatchObject({
      ok: true,
      data: DATA,
    });
  });

  it('opens the cookie of plain HTTP, whose name is in the key', async () => {
    const name = 'authjs.session-token';
    const value = await sealed(DATA, { salt: name });
    const plain = reader({ cookieName: name });
    expect(await plain.read(raw({ [name]: value }), Date.now())).toMatchObject({ ok: true, data: DATA });
    expect(await reader().read(raw({ [NAME]: value }), Date.now())).toEqual({ ok: false, reason: 'forged' });
  });

  it('puts chunks together, in their order', async () => {
    const data = { ...DATA, text: 'x'.repeat(5000) };
    const value = await sealed(data);
    const chunks = raw({
      [`${NAME}.1`]: value.slice(3936),
      theme: 'dark',
      [`${NAME}.0`]: value.slice(0, 3936),
    });
    expect(reader().ownCookies(chunks)).toEqual([`${NAME}.0`, `${NAME}.1`]);
    expect(await reader().read(chunks, Date.now())).toEqual({ ok: true, data, identity: value });
  });

  it.each(['0', '1'])('refuses chunks without .%s', async (missing) => {
    const value = await sealed({ ...DATA, text: 'x'.repeat(5000) });
    const chunks = { [`${NAME}.0`]: value.slice(0, 3936), [`${NAME}.1`]: value.slice(3936) };
    const cookies = raw({ ...chunks, [`${NAME}.${missing}`]: undefined });
    expect(await reader().read(cookies, Date.now())).toMatchObject({ ok: false });
  });

  it('refuses chunks of more than 16 KB together', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `${NAME}.${index}`);
    const cookies = raw(Object.fromEntries(names.map((name) => [name, 'A'.repeat(4000)])));
    expect(await reader().read(cookies, Date.now())).toEqual({ ok: false, reason: 'size' });
  });

  it('expires the cookie as a Secure one, for browsers to heed it', () => {
    expect(reader().expire([`${NAME}.0`])).toEqual([
      expect.stringMatching(/^__Secure-authjs\.session-token\.0=; Max-Age=0;.*; Secure/),
    ]);
  });

  it.each(['{"sub":"7"}', '{"exp":"4102444800"}'])('refuses %s, which never ends', async (json) => {
    expect(await reader().read(await around(json), Date.now())).toEqual({ ok: false, reason: 'contents' });
  });

  it('refuses another algorithm, whatever the header asks for', async () => {
    const [, ...rest] = (await sealed(DATA)).split('.');
    for (const header of [
      { alg: 'dir', enc: 'A256GCM' },
      { alg: 'PBES2-HS256+A128KW', enc: 'A256CBC-HS512', p2c: 1e9, p2s: 'AA' },
      { alg: 'none', enc: 'A256CBC-HS512' },
      { alg: 'dir', enc: 'A256CBC-HS512', crit: ['exp'] },
    ]) {
      const value = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
      const result = await reader().read(raw({ [NAME]: value }), Date.now());
      expect(result).toEqual({ ok: false, reason: 'forged' });
    }
  });

  it.each([3, '5', null])('refuses the version %j', (version: any) => {
    expect(() => reader({ version })).toThrow(/legacy\.authJs\.version.*5, 4/);
  });

  it.each([undefined, '', [], ['one', '']])('refuses the secret %j', (secret: any) => {
    expect(() => reader({ secret })).toThrow(/legacy\.authJs\.secret/);
  });

  it('is ready where jose is installed', async () => {
    await expect(reader().prepare?.()).resolves.toBeUndefined();
  });
});

describe('authJs of version 4', () => {
  useClock();
  // next-auth 4 is not installed beside version 5: these were recorded.
  const [example] = examplesIn('auth-js.json').filter(({ options }) => options['version'] === 4);

  it('opens nothing of version 5, and version 5 nothing of it', async () => {
    const { secret } = example!.options as { secret: string };
    const cookies = raw(example!.cookies);
    const four = authJs({ until: UNTIL, secret, version: 4 });
    const five = authJs({ until: UNTIL, secret, cookieName: four.cookieName });
    expect(await four.read(cookies, example!.at)).toMatchObject({ ok: true });
    expect(await five.read(cookies, example!.at)).toEqual({ ok: false, reason: 'forged' });
  });

  it('honours its end', async () => {
    const four = authJs({ ...(example!.options as never as AuthJsOptions), until: UNTIL });
    const end = example!.at + 30 * 24 * HOUR + TOLERANCE;
    expect(await four.read(raw(example!.cookies), end - SECOND)).toMatchObject({ ok: true });
    expect(await four.read(raw(example!.cookies), end + SECOND)).toEqual({ ok: false, reason: 'expired' });
  });
});

describe('authJs without jose', () => {
  it('says at start-up what to install', async () => {
    jest.unstable_mockModule('jose', () => {
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    await jest.isolateModulesAsync(async () => {
      const fresh = await import('../../../lib/legacy/auth-js.js');
      const without = fresh.authJs({ until: UNTIL, secret: SECRET });
      await expect(without.prepare?.()).rejects.toMatchObject({
        code: 'ERR_SESSION_OPTION_INVALID',
        message: expect.stringMatching(/npm install jose/),
      });
    });
    jest.unstable_unmockModule('jose');
  });
});
