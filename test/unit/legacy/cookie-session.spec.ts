import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import library from 'cookie-session';
import { cookieSession } from '../../../lib/legacy/cookie-session.js';
import { useClock } from '../../support/clock.js';
import { cookiesSetBy } from '../../support/legacy-cookies.js';
import { DATA, legacyBehaviour, raw, UNTIL } from '../../support/legacy.js';

const KEYS = ['the newest key', 'an older key'];

const middleware = (options: object) => library(options) as Parameters<typeof cookiesSetBy>[0];
const cookiesUnder = (...keys: string[]) => cookiesSetBy(middleware({ keys }), DATA);

const sign = (algorithm: string, key: string, data: string) =>
  createHmac(algorithm, key).update(data).digest('base64url');

/** What `library` cannot be brought to write: it makes an object of anything. */
function around(json: string) {
  const session = Buffer.from(json).toString('base64');
  return raw({ session, 'session.sig': sign('sha1', KEYS[0]!, `session=${session}`) });
}

legacyBehaviour('cookieSession', {
  reader: () => cookieSession({ until: UNTIL, keys: KEYS }),
  cookies: () => cookiesUnder(...KEYS),
  foreign: () => cookiesUnder('another key'),
  around,
  secrets: KEYS,
  recorded: { file: 'cookie-session.json', reader: cookieSession },
});

/** npm keygrip, as its documentation describes it. */
class Keygrip {
  constructor(
    readonly keys: readonly string[],
    readonly algorithm: string,
  ) {}

  sign(data: string): string {
    return sign(this.algorithm, this.keys[0]!, data);
  }

  index(data: string, digest: string): number {
    return this.keys.findIndex((key) => sign(this.algorithm, key, data) === digest);
  }

  verify(data: string, digest: string): boolean {
    return this.index(data, digest) > -1;
  }
}

describe('cookieSession', () => {
  useClock();

  it('opens what an older key signed', async () => {
    const reader = cookieSession({ until: UNTIL, keys: KEYS });
    const cookies = await cookiesUnder(KEYS[1]!);
    expect(reader.read(cookies, Date.now())).toMatchObject({ ok: true, data: DATA });
  });

  it('takes what was signed anew for the same session', async () => {
    const reader = cookieSession({ until: UNTIL, keys: KEYS });
    const [older, newer] = [await cookiesUnder(KEYS[1]!), await cookiesUnder(...KEYS)];
    expect(older['session.sig']).not.toBe(newer['session.sig']);
    expect(reader.read(older, Date.now())).toEqual(reader.read(newer, Date.now()));
  });

  it('takes a secret for keys, as the library does', async () => {
    const cookies = await cookiesSetBy(middleware({ secret: 'one secret' }), DATA);
    const reader = cookieSession({ until: UNTIL, secret: ['a newer secret', 'one secret'] });
    expect(reader.read(cookies, Date.now())).toMatchObject({ ok: true, data: DATA });
  });

  it('prefers keys to a secret, as the library does', async () => {
    const both = { keys: KEYS, secret: 'one secret' };
    const cookies = await cookiesSetBy(middleware(both), DATA);
    expect(cookieSession({ until: UNTIL, ...both }).read(cookies, Date.now())).toMatchObject({ ok: true });
  });

  it('verifies with a Keygrip of another algorithm', async () => {
    const keys = new Keygrip(KEYS, 'sha256');
    const cookies = await cookiesSetBy(middleware({ keys }), DATA);
    expect(cookieSession({ until: UNTIL, keys }).read(cookies, Date.now())).toMatchObject({
      ok: true,
      data: DATA,
    });
    expect(cookieSession({ until: UNTIL, keys: KEYS }).read(cookies, Date.now())).toEqual({
      ok: false,
      reason: 'forged',
    });
  });

  it('finds the cookies under the name they had', async () => {
    const cookies = await cookiesSetBy(middleware({ keys: KEYS, name: 'sess' }), DATA);
    const reader = cookieSession({ until: UNTIL, keys: KEYS, cookieName: 'sess' });
    expect(reader.read(cookies, Date.now())).toMatchObject({ ok: true });
    expect(reader.ownCookies(cookies)).toEqual(['sess', 'sess.sig']);
  });

  it('refuses a signature of another cookie', async () => {
    const { session, 'session.sig': signature } = await cookiesUnder(...KEYS);
    const reader = cookieSession({ until: UNTIL, keys: KEYS, cookieName: 'admin' });
    const cookies = raw({ admin: session, 'admin.sig': signature });
    expect(reader.read(cookies, Date.now())).toEqual({ ok: false, reason: 'forged' });
  });

  it('refuses cookies that were never signed', async () => {
    const cookies = await cookiesSetBy(middleware({ signed: false }), DATA);
    const reader = cookieSession({ until: UNTIL, keys: KEYS });
    expect(reader.read(cookies, Date.now())).toEqual({ ok: false, reason: 'forged' });
  });

  it.each([undefined, null, [], [''], [7], {}])('refuses the keys %j', (keys) => {
    expect(() => cookieSession({ until: UNTIL, keys: keys as string[] })).toThrow(
      /legacy\.cookieSession\.(keys|secret).*Give/,
    );
  });
});
