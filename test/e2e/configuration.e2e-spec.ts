import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CookieSessionModule, SessionError } from '../../lib/index.js';
import { newSecret, startWith } from '../support/app.js';
import { platforms, type Platform } from '../support/platforms.js';

const secret = newSecret();

/** `forRoot` may throw by itself, or what it returns may stop the start. */
const refusal = async (platform: Platform, options: any): Promise<SessionError> => {
  const attempt = async () => startWith(platform, CookieSessionModule.forRoot(options));
  const error: any = await attempt().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SessionError);
  return error;
};

/** What stops the start, the code, and what the message must name: the option or the remedy. */
const rows: [string, Record<string, unknown>, string, RegExp][] = [
  ['no secret', {}, 'SECRET_MISSING', /keygen/],
  ['an empty secret', { secret: '' }, 'SECRET_MISSING', /keygen/],
  ['no secret in the list', { secret: [] }, 'SECRET_MISSING', /keygen/],
  ['an undefined secret', { secret: undefined }, 'SECRET_MISSING', /keygen/],
  ['a short secret', { secret: randomBytes(16).toString('base64url') }, 'SECRET_SHORT', /keygen/],
  ['a short secret in a list', { secret: [secret, 'short'] }, 'SECRET_SHORT', /keygen/],
  ['a repetitive secret', { secret: 'a'.repeat(64) }, 'SECRET_REPETITIVE', /keygen/],
  ['a repeated secret', { secret: 'abcdefgh'.repeat(8) }, 'SECRET_REPETITIVE', /keygen/],
  [
    'an example of a tutorial',
    { secret: 'complex_password_at_least_32_characters_long' },
    'SECRET_EXAMPLE',
    /keygen/,
  ],
  [
    'a plain __host- cookie',
    { secret, cookie: { name: '__host-a', secure: false } },
    'COOKIE_PREFIX',
    /secure/,
  ],
  ['a secret listed twice', { secret: [secret, secret] }, 'KEY_COLLISION', /twice|same/i],
  ['an unknown option', { secret, timeOut: 1000 }, 'OPTION_UNKNOWN', /timeOut/],
  ['an unknown cookie option', { secret, cookie: { httpOnly: true } }, 'OPTION_UNKNOWN', /httpOnly/],
  ['a negative timeout', { secret, timeout: -1 }, 'OPTION_INVALID', /timeout/],
  ['a timeout of text', { secret, timeout: '24h' }, 'OPTION_INVALID', /timeout/],
  ['a timeout of NaN', { secret, timeout: NaN }, 'OPTION_INVALID', /timeout/],
  [
    'timeouts in the wrong order',
    { secret, timeout: 2000, absoluteTimeout: 1000 },
    'OPTION_INVALID',
    /absolute/,
  ],
  ['an unheard of rolling', { secret, rolling: 'always' }, 'OPTION_INVALID', /rolling/],
  ['a maxBytes of nothing', { secret, maxBytes: 0 }, 'OPTION_INVALID', /maxBytes/],
  ['an invalid name', { secret, cookie: { name: 'a b' } }, 'OPTION_INVALID', /name/],
  ['an invalid path', { secret, cookie: { path: '/; Secure' } }, 'OPTION_INVALID', /path/],
  ['an unheard of sameSite', { secret, cookie: { sameSite: 'loose' } }, 'OPTION_INVALID', /sameSite/],
  ['sameSite none without secure', { secret, cookie: { sameSite: 'none' } }, 'OPTION_INVALID', /secure/],
  ['partitioned without secure', { secret, cookie: { partitioned: true } }, 'OPTION_INVALID', /secure/],
  [
    'a plain __Host- cookie',
    { secret, cookie: { name: '__Host-a', secure: false } },
    'COOKIE_PREFIX',
    /secure/,
  ],
  [
    'a __Host- cookie with a path',
    { secret, cookie: { name: '__Host-a', secure: true, path: '/app' } },
    'COOKIE_PREFIX',
    /path/,
  ],
  [
    'a __Host- cookie with a domain',
    { secret, cookie: { name: '__Host-a', secure: true, domain: 'example.com' } },
    'COOKIE_PREFIX',
    /domain/,
  ],
  [
    'a plain __Secure- cookie',
    { secret, cookie: { name: '__Secure-a', secure: false } },
    'COOKIE_PREFIX',
    /secure/,
  ],
];

describe.each(platforms)('the start of the application ($title)', (platform) => {
  it.each(rows)('is stopped by %s', async (_, options, code, message) => {
    const error = await refusal(platform, options);
    expect(error.code).toBe(`ERR_SESSION_${code}`);
    expect(error.message).toMatch(message);
    expect(`${error.message}${error.stack}`).not.toContain(secret);
  });

  it('is stopped by two imports with one cookie name', async () => {
    const imports = ['a', 'b'].map((name) =>
      CookieSessionModule.forRoot({ name, secret, cookie: { name: 'same' } }),
    );
    const error = await startWith(platform, ...imports);
    expect(error).toMatchObject({ code: 'ERR_SESSION_NAME_TAKEN', message: expect.stringContaining('same') });
  });

  it('is stopped by two imports without a name', async () => {
    const imports = [{}, { cookie: { name: 'other' } }].map((own) =>
      CookieSessionModule.forRoot({ secret, ...own }),
    );
    expect(await startWith(platform, ...imports)).toMatchObject({ code: 'ERR_SESSION_NAME_TAKEN' });
  });
});
