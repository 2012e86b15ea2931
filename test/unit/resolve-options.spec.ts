import { afterEach, describe, expect, it } from '@jest/globals';
import type { CookieOptions } from '../../lib/cookie-options.js';
import { resolveOptions } from '../../lib/resolve-options.js';

const DAY = 24 * 60 * 60 * 1000;
const resolve = (options: object = {}, name?: string) => resolveOptions({ secret: '', ...options }, name);
const cookieOf = (cookie: CookieOptions = {}, name?: string) => resolve({ cookie }, name).cookie;

const invalid = (option: string) =>
  expect.objectContaining({
    code: 'ERR_SESSION_OPTION_INVALID',
    message: expect.stringContaining(`"${option}"`),
  });

const environment = process.env['NODE_ENV'];
afterEach(() => {
  process.env['NODE_ENV'] = environment;
});

const inProduction = <T>(act: () => T): T => {
  process.env['NODE_ENV'] = 'production';
  return act();
};

describe('defaults', () => {
  it('are a day, a week, 6144 bytes and renewal by reading', () => {
    expect(resolve()).toMatchObject({
      timeout: DAY,
      absoluteTimeout: 7 * DAY,
      maxBytes: 6144,
      rolling: 'read',
    });
  });

  it('give the absolute limit the length of a longer timeout', () => {
    expect(resolve({ timeout: 30 * DAY }).absoluteTimeout).toBe(30 * DAY);
    expect(resolve({ timeout: DAY }).absoluteTimeout).toBe(7 * DAY);
  });

  it('hold for options that are undefined', () => {
    const nothing = {
      timeout: undefined,
      absoluteTimeout: undefined,
      maxBytes: undefined,
      rolling: undefined,
    };
    expect(resolve({ ...nothing, cookie: undefined })).toEqual(resolve());
    expect(cookieOf({ name: undefined, secure: undefined, path: undefined } as never)).toEqual(cookieOf());
  });

  it('are frozen, and hold no secret', () => {
    const options = resolve({ secret: 'never kept' });
    expect(Object.isFrozen(options) && Object.isFrozen(options.cookie)).toBe(true);
    expect(JSON.stringify(options)).not.toContain('never kept');
  });
});

describe('the cookie', () => {
  it('is a plain one in development and tests, __Host- and secure elsewhere', () => {
    expect(cookieOf()).toMatchObject({ name: 'session', secure: false });
    process.env['NODE_ENV'] = 'development';
    expect(cookieOf()).toMatchObject({ name: 'session', secure: false });
    for (const name of ['production', 'staging', '', 'Development']) {
      process.env['NODE_ENV'] = name;
      expect(cookieOf()).toMatchObject({ name: '__Host-session', secure: true });
    }
    delete process.env['NODE_ENV'];
    expect(cookieOf()).toMatchObject({ name: '__Host-session', secure: true });
  });

  it('has no prefix where the rules of the prefix would be broken', () => {
    inProduction(() => {
      expect(cookieOf({ domain: 'example.org' }).name).toBe('session');
      expect(cookieOf({ path: '/app' }).name).toBe('session');
      expect(cookieOf({ secure: false }).name).toBe('session');
    });
  });

  it('of a named import has its name behind', () => {
    expect(cookieOf({}, 'visitor').name).toBe('session-visitor');
    expect(inProduction(() => cookieOf({}, 'visitor').name)).toBe('__Host-session-visitor');
    expect(cookieOf({ name: 'own' }, 'visitor').name).toBe('own');
  });
});

describe('a prefix whose rules the other options break stops the start:', () => {
  it.each<CookieOptions>([
    { name: '__Host-x' },
    { name: '__Host-x', secure: false },
    { name: '__Host-x', secure: true, path: '/app' },
    { name: '__Host-x', secure: true, domain: 'example.org' },
    { name: '__HOST-x', secure: true, domain: 'example.org' },
    { name: '__host-x' },
    { name: '__Secure-x' },
    { name: '__sEcUrE-x', secure: false },
    { name: '__Http-x' },
    { name: '__Host-Http-x', secure: true, path: '/app' },
  ])('%p', (cookie) => {
    expect(() => cookieOf(cookie)).toThrow(expect.objectContaining({ code: 'ERR_SESSION_COOKIE_PREFIX' }));
  });

  it.each<CookieOptions>([
    { name: '__Host-x', secure: true },
    { name: '__Secure-x', secure: true, path: '/app', domain: 'example.org' },
    { name: '__Hostile', secure: false },
  ])('%p does not', (cookie) => {
    expect(cookieOf(cookie).name).toBe(cookie.name);
  });
});

describe('what cannot be meant is refused:', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3600', null, 3651 * DAY, 1n])(
    'a duration of %p',
    (value) => {
      expect(() => resolve({ timeout: value })).toThrow(invalid('timeout'));
      expect(() => resolve({ absoluteTimeout: value })).toThrow(invalid('absoluteTimeout'));
    },
  );

  it('a timeout beyond the absolute one', () => {
    expect(() => resolve({ timeout: 2 * DAY, absoluteTimeout: DAY })).toThrow(invalid('timeout'));
    expect(resolve({ timeout: DAY, absoluteTimeout: DAY }).timeout).toBe(DAY);
  });

  it.each([511, 65_537, 1000.5, '6144', Number.NaN, null])('maxBytes %p', (maxBytes) => {
    expect(() => resolve({ maxBytes })).toThrow(invalid('maxBytes'));
  });

  it.each(['session.0', 'a b', 'a;b', 'a=b', '', 'a,b', 'ä', 'x'.repeat(65), '"x"', 'a\n', 7, null])(
    'the name %p',
    (name) => {
      expect(() => cookieOf({ name } as never)).toThrow(invalid('cookie.name'));
    },
  );

  it.each([
    ['rolling', { rolling: true }],
    ['rolling', { rolling: 'always' }],
    ['cookie', { cookie: null }],
    ['cookie', { cookie: 'session' }],
    ['cookie.path', { cookie: { path: 'app' } }],
    ['cookie.path', { cookie: { path: 7 } }],
    ['cookie.secure', { cookie: { secure: 'auto' } }],
    ['cookie.persistent', { cookie: { persistent: 1 } }],
    ['cookie.partitioned', { cookie: { partitioned: 'yes' } }],
    ['cookie.partitioned', { cookie: { partitioned: true } }],
    ['cookie.sameSite', { cookie: { sameSite: true } }],
    ['cookie.sameSite', { cookie: { sameSite: 'None' } }],
    ['cookie.sameSite', { cookie: { sameSite: 'none' } }],
    ['cookie.priority', { cookie: { priority: 'urgent' } }],
  ])('%s of %p', (option, options) => {
    expect(() => resolve(options)).toThrow(invalid(option));
  });

  it.each([null, undefined, 'secret', 7])('options that are %p', (options) => {
    expect(() => resolveOptions(options as never)).toThrow(invalid('options'));
  });

  it.each([
    ['tiemout', { tiemout: 1 }],
    ['cookie.httpOnly', { cookie: { httpOnly: false } }],
    ['cookie.maxAge', { cookie: { maxAge: 1 } }],
    ['interceptor', { interceptor: false }],
    ['name', { name: 'visitor' }],
  ])('the unknown option %s', (option, options) => {
    const unknown = { code: 'ERR_SESSION_OPTION_UNKNOWN', message: expect.stringContaining(`"${option}"`) };
    expect(() => resolve(options)).toThrow(expect.objectContaining(unknown));
  });
});
