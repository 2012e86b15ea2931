import { describe, expect, it } from '@jest/globals';
import type { CookieOptions } from '../../../lib/cookie-options.js';
import { candidateValues } from '../../../lib/cookie/chunks.js';
import { findCookies } from '../../../lib/cookie/find-cookies.js';
import { CookieWriter } from '../../../lib/cookie/set-cookie.js';
import { resolveOptions } from '../../../lib/resolve-options.js';

const MAX_LINE = 4093;
const MAX_SIZE = 65_536;
const TEN_YEARS = 315_360_000;
const NOTHING: ReadonlySet<string> = new Set();

const writerOf = (cookie: CookieOptions = {}) =>
  new CookieWriter(resolveOptions({ secret: '', cookie }).cookie);
const valueOf = (length: number) => 'abcdefghijklmnop'.repeat(Math.ceil(length / 16)).slice(0, length);
const headerOf = (pairs: ReadonlyArray<readonly [string, string]>) =>
  pairs.map((pair) => pair.join('=')).join('; ');

const longest = 'x'.repeat(64);
const writers: Array<[title: string, writer: CookieWriter]> = [
  ['the defaults', writerOf()],
  ['a secure one', writerOf({ secure: true })],
  [
    'everything',
    writerOf({
      name: `__Secure-${longest.slice(9)}`,
      secure: true,
      path: '/app',
      domain: 'shop.example.org',
      sameSite: 'none',
      partitioned: true,
      priority: 'medium',
    }),
  ],
  ['as long attributes as it takes', writerOf({ name: longest, path: `/${'p'.repeat(400)}` })],
];

describe.each(writers)('with %s', (_, writer) => {
  it(`no line is longer than ${MAX_LINE} bytes, at any size up to 64 KB`, () => {
    let longestLine = 0;
    const whole = valueOf(MAX_SIZE);
    for (let size = 104; size <= MAX_SIZE; size++) {
      const lines = writer.replace(whole.slice(0, size), TEN_YEARS, NOTHING);
      for (const line of lines) longestLine = Math.max(longestLine, line.length);
    }
    expect(longestLine).toBeLessThanOrEqual(MAX_LINE);
    // Nor is room wasted: the digits of a chunk's number are all that may be left.
    expect(longestLine).toBeGreaterThan(MAX_LINE - 4);
  });

  it('the bytes on the wire are known before, at any size up to 64 KB', () => {
    const whole = valueOf(MAX_SIZE);
    for (let size = 104; size <= MAX_SIZE; size++) {
      const pairs = writer.split(whole.slice(0, size));
      const bytes =
        pairs.reduce((sum, [name, value]) => sum + name.length + 1 + value.length, 0) +
        2 * (pairs.length - 1);
      if (writer.wireBytes(size) !== bytes) throw new Error(`${size} characters take ${bytes} bytes`);
    }
  });

  it('the reader finds what was written, of any number of cookies', () => {
    for (let size = 104; size <= MAX_SIZE; size += 997) {
      const value = valueOf(size);
      const header = headerOf(writer.split(value));
      expect(header).toHaveLength(writer.wireBytes(size));
      const { single, joined } = candidateValues(findCookies(header, writer.name));
      expect([...single, ...joined]).toEqual([value]);
    }
  });
});

describe('a line', () => {
  const attributesOf = (cookie: CookieOptions, maxAge?: number) =>
    (writerOf(cookie).replace('v', maxAge, NOTHING)[0] as string).split('; ').slice(1);

  it.each<[CookieOptions, string[]]>([
    [{}, ['HttpOnly', 'Path=/', 'SameSite=Lax']],
    [{ secure: true }, ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']],
    [{ path: '/app' }, ['HttpOnly', 'Path=/app', 'SameSite=Lax']],
    [{ domain: 'example.org' }, ['Domain=example.org', 'HttpOnly', 'Path=/', 'SameSite=Lax']],
    [{ sameSite: 'strict' }, ['HttpOnly', 'Path=/', 'SameSite=Strict']],
    [{ sameSite: 'none', secure: true }, ['HttpOnly', 'Path=/', 'SameSite=None', 'Secure']],
    [{ partitioned: true, secure: true }, ['HttpOnly', 'Partitioned', 'Path=/', 'SameSite=Lax', 'Secure']],
    [{ priority: 'high' }, ['HttpOnly', 'Path=/', 'Priority=High', 'SameSite=Lax']],
  ])('has the attributes of %p', (cookie, attributes) => {
    expect(attributesOf(cookie).toSorted()).toEqual(attributes);
  });

  it('has Max-Age where the cookie outlives the browser', () => {
    expect(attributesOf({}, 60)).toContain('Max-Age=60');
    expect(attributesOf({}).join()).not.toMatch(/max-age|expires/i);
  });
});

describe('cookies that are left behind', () => {
  const writer = writerOf({ path: '/app' });
  const namesOf = (lines: readonly string[], pattern: RegExp) =>
    lines.filter((line) => pattern.test(line)).map((line) => line.slice(0, line.indexOf('=')));
  const dropped = (lines: readonly string[]) =>
    namesOf(lines, /^[^=]+=; Max-Age=0; Expires=Thu, 01 Jan 1970/);

  it('are expired when four chunks shrink to two', () => {
    const present = new Set(['session.0', 'session.1', 'session.2', 'session.3']);
    const lines = writer.replace(valueOf(6000), 60, present);
    expect(namesOf(lines, /Max-Age=60/)).toEqual(['session.0', 'session.1']);
    expect(dropped(lines)).toEqual(['session.2', 'session.3']);
  });

  it('are expired when chunks become one cookie, and the other way round', () => {
    expect(dropped(writer.replace('v', 60, new Set(['session.0', 'session.1', 'session'])))).toEqual([
      'session.0',
      'session.1',
    ]);
    expect(dropped(writer.replace(valueOf(6000), 60, new Set(['session'])))).toEqual(['session']);
  });

  it('are expired with the path they were set with', () => {
    const lines = writer.expire(new Set(['session.7']));
    expect(lines).toEqual([
      'session.7=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/app; HttpOnly; SameSite=Lax',
    ]);
  });

  it('are none where the request had none', () => {
    expect(writer.replace('v', 60, NOTHING)).toHaveLength(1);
    expect(writer.expire(NOTHING)).toEqual([]);
  });
});

describe('attributes that cannot be written are refused at start-up:', () => {
  it.each<[string, CookieOptions]>([
    ['a path that leaves no room for a value', { path: `/${'p'.repeat(1000)}` }],
    ['a path with a semicolon', { path: '/; Domain=evil.example' }],
    ['a path with a line break', { path: '/\r\nSet-Cookie: x=y' }],
    ['a domain with a semicolon', { domain: 'example.org; Path=/' }],
  ])('%s', (_, cookie) => {
    expect(() => writerOf(cookie)).toThrow(TypeError);
  });
});
