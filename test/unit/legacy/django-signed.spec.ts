import { createHash, createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { djangoSigned, type DjangoSignedOptions } from '../../../lib/legacy/django-signed.js';
import { DAY, MINUTE, SECOND, useClock } from '../../support/clock.js';
import { findDjango, type ForeignLibrary } from '../../support/legacy-programs.js';
import { DATA, legacyBehaviour, opensRecorded, raw, UNTIL } from '../../support/legacy.js';
import { skipLoudly } from '../../support/required.js';

const KEY = 'django-insecure-y7#w!the_current_secret_key_of_the_shop_&4';
const OLDER = 'an older SECRET_KEY that is in SECRET_KEY_FALLBACKS now';
const recorded = { file: 'django-signed.json', reader: djangoSigned };

const reader = (options: Partial<DjangoSignedOptions> = {}) =>
  djangoSigned({ until: UNTIL, secretKey: [KEY, OLDER], ...options });
const read = (value: string, options?: Partial<DjangoSignedOptions>, now = Date.now()) =>
  reader(options).read(raw({ sessionid: value }), now);

/** A cookie signed as Django signs, around a payload that Django would not make. */
function signed(payload: string, timestamp = '248kOu'): string {
  const salt = 'django.contrib.sessions.backends.signed_cookies';
  const key = createHash('sha256').update(`${salt}signer${KEY}`).digest();
  const signature = createHmac('sha256', key).update(`${payload}:${timestamp}`).digest('base64url');
  return `${payload}:${timestamp}:${signature}`;
}
const compressed = (text: string) => `.${deflateSync(text).toString('base64url')}`;

const django = findDjango();
if (django === undefined)
  describe('djangoSigned', () => {
    it('opens what Django itself sets', () => skipLoudly('djangoSigned', 'no Python here has Django'));
    opensRecorded(recorded);
  });
else onCookiesOf(django);

function onCookiesOf(library: ForeignLibrary): void {
  const cookieOf = (request: object) => library.cookie({ key: KEY, at: Date.now() / 1000, ...request });

  legacyBehaviour('djangoSigned', {
    reader,
    cookies: () => raw({ sessionid: cookieOf({ data: DATA }) }),
    foreign: () => raw({ sessionid: cookieOf({ data: DATA, key: 'another SECRET_KEY' }) }),
    around: (json) => raw({ sessionid: cookieOf({ json }) }),
    secrets: [KEY, OLDER],
    lifetime: 14 * DAY,
    recorded,
  });

  describe('djangoSigned, on cookies of Django', () => {
    useClock();

    it('opens what a fallback key signed', () => {
      expect(read(cookieOf({ data: DATA, key: OLDER }))).toEqual({ ok: true, data: DATA });
    });

    it('inflates what was compressed', () => {
      const data = { text: 'again and '.repeat(2000) };
      const value = cookieOf({ data });
      expect(value).toMatch(/^\./);
      expect(read(value)).toEqual({ ok: true, data });
    });

    it('ends sessions after the SESSION_COOKIE_AGE that it is given', () => {
      const value = cookieOf({ data: DATA });
      const options = { sessionCookieAge: 60 };
      expect(read(value, options, Date.now() + MINUTE)).toMatchObject({ ok: true });
      expect(read(value, options, Date.now() + MINUTE + SECOND)).toEqual({ ok: false, reason: 'expired' });
    });

    it('honours what set_expiry() left, and does not hand it out', () => {
      const value = cookieOf({ data: { ...DATA, _session_expiry: 60 } });
      expect(read(value)).toEqual({ ok: true, data: DATA });
      expect(read(value, {}, Date.now() + MINUTE + SECOND)).toEqual({ ok: false, reason: 'expired' });
    });

    it('takes the shorter of the two', () => {
      const value = cookieOf({ data: { ...DATA, _session_expiry: 365 * 86_400 } });
      expect(read(value, {}, Date.now() + 15 * DAY)).toEqual({ ok: false, reason: 'expired' });
    });

    it('honours a date of set_expiry()', () => {
      const _session_expiry = new Date(Date.now() + MINUTE).toISOString();
      const value = cookieOf({ data: { ...DATA, _session_expiry } });
      expect(read(value)).toEqual({ ok: true, data: DATA });
      expect(read(value, {}, Date.now() + MINUTE)).toEqual({ ok: false, reason: 'expired' });
    });

    it('takes a session of the browser for one of SESSION_COOKIE_AGE', () => {
      const value = cookieOf({ data: { ...DATA, _session_expiry: 0 } });
      expect(read(value, {}, Date.now() + DAY)).toEqual({ ok: true, data: DATA });
      expect(read(value, {}, Date.now() + 15 * DAY)).toEqual({ ok: false, reason: 'expired' });
    });
  });
}

describe('djangoSigned', () => {
  useClock();

  it('takes SHA-1 only if asked', () => {
    // Signed by Django 3.2 under DEFAULT_HASHING_ALGORITHM = 'sha1'.
    const value = 'eyJ1IjoxfQ:248kOu:Iot85lfIyTp_yEZVliJ7AxzfCp4';
    expect(read(value, { secretKey: 'kkkk' })).toEqual({ ok: false, reason: 'forged' });
    expect(read(value, { secretKey: 'kkkk', acceptSha1: true })).toEqual({ ok: true, data: { u: 1 } });
  });

  it('inflates no more than 64 KB', () => {
    expect(read(signed(compressed(JSON.stringify({ a: '1'.repeat(65_528) }))))).toMatchObject({ ok: true });
    const bomb = signed(compressed(JSON.stringify({ a: '1'.repeat(65_529) })));
    expect(bomb.length).toBeLessThan(300);
    expect(read(bomb)).toEqual({ ok: false, reason: 'size' });
  });

  it.each([
    ['payload that is no canonical base64url', 'e31'],
    ['compressed payload that is no base64url', '.A'],
    ['payload that is not compressed', `.${Buffer.from('{}').toString('base64url')}`],
    ['pickle', Buffer.from('\u0080\u0004}.', 'latin1').toString('base64url')],
    ['NaN, which Python writes and JSON has not', Buffer.from('{"a":NaN}').toString('base64url')],
  ])('refuses an authentic %s', (_, payload) => {
    expect(read(signed(payload))).toEqual({ ok: false, reason: 'contents' });
  });

  it.each([0, -1, Number.NaN, '1209600', null])('refuses the age %j', (sessionCookieAge: any) => {
    expect(() => reader({ sessionCookieAge })).toThrow(/legacy\.djangoSigned\.sessionCookieAge.*seconds/);
  });

  it.each([undefined, '', [], ['one', '']])('refuses the key %j', (secretKey: any) => {
    expect(() => reader({ secretKey })).toThrow(/legacy\.djangoSigned\.secretKey/);
  });
});
