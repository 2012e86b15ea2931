import { describe, expect, it } from '@jest/globals';
import type { LegacyResult } from '../../../lib/legacy-reader.js';
import { defineReader, type LegacyReaderOptions } from '../../../lib/legacy/define-reader.js';
import { raw } from '../../support/legacy.js';

const opened: LegacyResult = { ok: true, data: { userId: 7 } };
const parts = { name: 'other', defaultCookieName: 'sess', read: () => opened };
const define = (options: Partial<LegacyReaderOptions>, more: object = {}) =>
  defineReader({ until: '2099-01-01', ...options }, { ...parts, ...more });

describe('a legacy reader', () => {
  it.each([undefined, '', 'soon', Number.NaN])('has no end that is %j', (until) => {
    expect(() => define({ until: until as string })).toThrow(/legacy\.other\.until.*Say when/);
  });

  it('ends on the day that it is given', () => {
    expect(define({ until: '2031-03-31' }).until).toEqual(new Date('2031-03-31'));
  });

  it.each(['', 'a b', 'a;b', 'a=b', 'ä', 7])('has no cookie named %j', (cookieName) => {
    expect(() => define({ cookieName: cookieName as string })).toThrow(/legacy\.other\.cookieName/);
  });

  it('asks for a name where the library has none', () => {
    expect(() => define({}, { defaultCookieName: undefined })).toThrow(/legacy\.other\.cookieName/);
    expect(define({ cookieName: 'mine' }, { defaultCookieName: undefined }).cookieName).toBe('mine');
  });

  it('finds its own cookie among others', () => {
    const reader = define({});
    expect(reader.ownCookies(raw({ sess: '', 'sess.sig': '', theme: 'dark' }))).toEqual(['sess']);
    expect(reader.ownCookies(raw({ theme: 'dark' }))).toEqual([]);
  });

  it('expires cookies where they were set', () => {
    const [line, ...rest] = define({ cookie: { path: '/app', domain: 'example.org', secure: true } }).expire([
      'sess',
    ]);
    expect(rest).toEqual([]);
    expect(line?.split('; ')).toEqual([
      'sess=',
      'Max-Age=0',
      'Domain=example.org',
      'Path=/app',
      'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'HttpOnly',
      'Secure',
    ]);
  });

  it('keeps the old cookie only where it is told to', () => {
    expect(define({}).keepsCookie).toBe(false);
    expect(define({ keepCookie: true }).keepsCookie).toBe(true);
  });
});

describe('the size of legacy cookies', () => {
  const ownCookies = () => ['sess', 'sess.1'];

  it('is counted over all of a session', () => {
    const reader = define({}, { ownCookies });
    const [half, rest] = ['a'.repeat(8192), 'a'.repeat(8193)];
    expect(reader.read(raw({ sess: half, 'sess.1': half }), 0)).toBe(opened);
    expect(reader.read(raw({ sess: half, 'sess.1': rest }), 0)).toEqual({ ok: false, reason: 'size' });
    expect(reader.read(raw({ sess: half, theme: rest }), 0)).toBe(opened);
  });

  it('is refused by a promise where the reader answers by promises', async () => {
    const reader = define({}, { isAsync: true });
    const refusal = reader.read(raw({ sess: 'a'.repeat(16_385) }), 0);
    expect(refusal).toBeInstanceOf(Promise);
    expect(await refusal).toEqual({ ok: false, reason: 'size' });
  });
});
