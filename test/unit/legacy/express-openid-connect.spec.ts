import { describe, expect, it } from '@jest/globals';
import {
  expressOpenidConnect,
  type ExpressOpenidConnectOptions,
} from '../../../lib/legacy/express-openid-connect.js';
import { HOUR, MINUTE, SECOND, useClock } from '../../support/clock.js';
import { cookiesIn } from '../../support/legacy-cookies.js';
import { findOpenid } from '../../support/legacy-programs.js';
import { DATA, legacyBehaviour, raw, UNTIL } from '../../support/legacy.js';

const library = findOpenid();

const SECRET = 'a long, randomly-generated string stored in env';
const OLDER = 'an older secret';

const reader = (options: Partial<ExpressOpenidConnectOptions> = {}) =>
  expressOpenidConnect({ until: UNTIL, secret: [SECRET, OLDER], ...options });

/** What the library sets in an application of Express. */
const cookiesOf = (data: object, secret = SECRET) =>
  madeOf({ data, secret, at: Date.now(), rollingDuration: HOUR / 1000 });

/** An authentic cookie that the library would not make. */
function around(json: string, header: object = {}) {
  const now = Math.floor(Date.now() / 1000);
  return madeOf({ json, secret: SECRET, header: { iat: now, uat: now, exp: now + 60, ...header } });
}

const madeOf = (request: object) => raw({ ...cookiesIn(library.cookie(request).split('\n')) });

legacyBehaviour('expressOpenidConnect', {
  reader,
  cookies: () => cookiesOf(DATA),
  foreign: () => cookiesOf(DATA, 'another secret'),
  around: (json) => around(json),
  secrets: [SECRET, OLDER],
  lifetime: HOUR,
  sameSession: ({ appSession = '' }) =>
    [10, 200].map((at) =>
      raw({ 'appSession.0': appSession.slice(0, at), 'appSession.1': appSession.slice(at) }),
    ),
  recorded: { file: 'express-openid-connect.json', reader: expressOpenidConnect },
});

describe('expressOpenidConnect', () => {
  useClock();

  it('opens what an older secret sealed', async () => {
    const result = await reader().read(cookiesOf(DATA, OLDER), Date.now());
    expect(result).toMatchObject({ ok: true, data: DATA });
  });

  it('tells when the session was created', async () => {
    const now = Math.floor(Date.now() / 1000);
    const result = await reader().read(around('{}', { iat: now - 100, uat: now }), Date.now());
    expect(result).toMatchObject({ ok: true, data: {}, createdAt: (now - 100) * 1000 });
  });

  it('puts chunks together', async () => {
    const data = { id_token: 'i'.repeat(3000), access_token: 'a'.repeat(3000), token_type: 'Bearer' };
    const cookies = cookiesOf(data);
    expect(Object.keys(cookies)).toEqual(['appSession.0', 'appSession.1', 'appSession.2']);
    expect(reader().ownCookies(cookies)).toEqual(Object.keys(cookies));
    expect(await reader().read(cookies, Date.now())).toMatchObject({ ok: true, data });
    const { 'appSession.1': _, ...rest } = cookies;
    expect(await reader().read(raw(rest), Date.now())).toMatchObject({ ok: false });
  });

  it('honours the end that the identity provider set, 30 s before it', async () => {
    const sessionExpiresAt = Math.floor((Date.now() + MINUTE) / 1000);
    const cookies = cookiesOf({ ...DATA, sessionExpiresAt });
    const end = Date.now() + MINUTE - 30 * SECOND;
    expect(await reader().read(cookies, end - SECOND)).toMatchObject({ ok: true });
    expect(await reader().read(cookies, end)).toEqual({ ok: false, reason: 'expired' });
  });

  it.each([{ exp: undefined }, { exp: '4102444800' }, { iat: null }])(
    'refuses a header with %j',
    async (header) => {
      const result = await reader().read(around('{}', header), Date.now());
      expect(result).toEqual({ ok: false, reason: 'contents' });
    },
  );

  it.each([undefined, '', [], ['one', '']])('refuses the secret %j', (secret: any) => {
    expect(() => reader({ secret })).toThrow(/legacy\.expressOpenidConnect\.secret/);
  });
});
