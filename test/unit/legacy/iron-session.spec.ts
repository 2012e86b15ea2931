import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import * as version9 from 'iron-session';
import * as version8 from 'iron-session-8';
import type { RawCookies } from '../../../lib/legacy-reader.js';
import { ironSession } from '../../../lib/legacy/iron-session.js';
import { DAY, MINUTE, SECOND, useClock } from '../../support/clock.js';
import { cookiesIn, setCookieOf } from '../../support/legacy-cookies.js';
import { DATA, legacyBehaviour, raw, UNTIL } from '../../support/legacy.js';

/** Its types would give every request of Express a session of theirs. */
const version6 = createRequire(import.meta.url)('iron-session-6') as {
  readonly getIronSession: unknown;
  sealData(data: unknown, options: object): Promise<string>;
};

const FIRST = 'the first password, of 32 characters or more';
const OTHER = 'the second password, of 32 characters or more';
const PASSWORDS = { 1: FIRST, 2: OTHER };

type Options = Parameters<typeof version9.getIronSession>[2];
type GetSession = (request: object, response: object, options: Options) => Promise<{ save(): Promise<void> }>;

/** The cookies that `getIronSession` sets for `data`. */
async function saved(
  library: { getIronSession: unknown },
  options: Partial<Options> = {},
  data: object = DATA,
) {
  const lines = await setCookieOf(async (request, response) => {
    const session = await (library.getIronSession as GetSession)(request, response, {
      cookieName: 'iron',
      password: PASSWORDS,
      ...options,
    });
    Object.assign(session, data);
    await session.save();
    response.end();
  });
  return cookiesIn(lines);
}

/** The same seal percent-encoded, beside a chunk that stayed behind, and cut into chunks. */
const otherCookies = ({ iron = '' }: RawCookies) =>
  [
    { iron: iron.replaceAll('*', '%2A') },
    { iron: iron.replaceAll('*', '%2a') },
    { iron, 'iron.0': 'stale' },
    { 'iron.0': iron.slice(0, 7), 'iron.1': iron.slice(7), 'iron.3': 'stale' },
  ].map(raw);

/** Version 6 seals anything, the others make an object of it first. */
const around = async (json: string) =>
  raw({ iron: await version6.sealData(JSON.parse(json), { password: PASSWORDS }) });

describe.each([
  ['6', version6, 15 * DAY],
  ['8', version8, 14 * DAY],
  ['9', version9, 14 * DAY],
])('iron-session %s', (version, library, ttl) => {
  legacyBehaviour(`ironSession, version ${version}`, {
    reader: () => ironSession({ until: UNTIL, cookieName: 'iron', password: PASSWORDS }),
    cookies: () => saved(library),
    foreign: () => saved(library, { password: { 2: 'another password, of 32 characters or more' } }),
    around,
    secrets: [FIRST, OTHER],
    lifetime: ttl + MINUTE,
    sameSession: otherCookies,
    recorded: { file: 'iron-session.json', reader: ironSession },
  });

  describe('ironSession', () => {
    useClock();

    it('opens what an older password sealed', async () => {
      const reader = ironSession({ until: UNTIL, cookieName: 'iron', password: PASSWORDS });
      const cookies = await saved(library, { password: FIRST });
      expect(reader.read(cookies, Date.now())).toMatchObject({ ok: true, data: DATA });
    });

    it('takes one password for the first of a map, as the library does', async () => {
      const reader = ironSession({ until: UNTIL, cookieName: 'iron', password: FIRST });
      expect(reader.read(await saved(library, { password: { 1: FIRST } }), Date.now())).toMatchObject({
        ok: true,
      });
      const result = reader.read(await saved(library, { password: { 2: FIRST } }), Date.now());
      expect(result).toEqual({ ok: false, reason: 'forged' });
    });

    it('ends with the ttl that the library was given, and the skew that it allows', async () => {
      const reader = ironSession({ until: UNTIL, cookieName: 'iron', password: PASSWORDS });
      const cookies = await saved(library, { ttl: 3600 });
      const end = Date.now() + 3600 * SECOND + MINUTE;
      expect(reader.read(cookies, end - 100)).toMatchObject({ ok: true });
      expect(reader.read(cookies, end + 100)).toEqual({ ok: false, reason: 'expired' });
    });

    it('opens a seal that has no expiry', async () => {
      const reader = ironSession({ until: UNTIL, cookieName: 'iron', password: PASSWORDS });
      const cookies = await saved(library, { cookieOptions: { maxAge: undefined } });
      expect(reader.read(cookies, Date.now() + 1000 * DAY)).toMatchObject({ ok: true });
    });
  });
});

const LARGE = { ...DATA, text: 'x'.repeat(5000) };

legacyBehaviour('ironSession, in chunks', {
  reader: () => ironSession({ until: UNTIL, cookieName: 'iron', password: PASSWORDS }),
  // Small enough to change each character, large enough for two: the name and the attributes take the rest.
  cookies: async () => {
    const { iron = '' } = await saved(version9);
    const half = Math.ceil(iron.length / 2);
    return raw({ 'iron.0': iron.slice(0, half), 'iron.1': iron.slice(half) });
  },
  foreign: async () => {
    const { iron = '' } = await saved(version9, {
      password: { 2: 'another password, of 32 characters or more' },
    });
    const half = Math.ceil(iron.length / 2);
    return raw({ 'iron.0': iron.slice(0, half), 'iron.1': iron.slice(half) });
  },
  around,
  secrets: [FIRST, OTHER],
  lifetime: 14 * DAY + MINUTE,
  sameSession: (cookies) => otherCookies(raw({ iron: Object.values(cookies).join('') })),
  recorded: { file: 'iron-session.json', reader: ironSession },
});

describe('ironSession', () => {
  useClock();

  const reader = () => ironSession({ until: UNTIL, cookieName: 'iron', password: PASSWORDS });

  it('opens the chunks of version 9', async () => {
    const cookies = await saved(version9, { chunk: true }, LARGE);
    expect(Object.keys(cookies)).toEqual(['iron.0', 'iron.1']);
    expect(reader().read(cookies, Date.now())).toMatchObject({ ok: true, data: LARGE });
    expect(reader().ownCookies(cookies)).toEqual(['iron.0', 'iron.1']);
  });

  it('prefers the whole cookie to chunks that stayed behind, as version 9 does', async () => {
    const [whole, stale] = [await saved(version9), await saved(version9, { chunk: true }, LARGE)];
    const cookies = raw({ ...stale, ...whole });
    expect(reader().read(cookies, Date.now())).toMatchObject({ ok: true, data: DATA });
    expect(reader().ownCookies(cookies)).toEqual(['iron', 'iron.0', 'iron.1']);
  });

  it.each(['', '~1', '~3', '~22'])('refuses a seal that ends with "%s" instead of ~2', async (ending) => {
    const { iron = '' } = await saved(version8);
    const result = reader().read(raw({ iron: iron.replace(/~2$/, ending) }), Date.now());
    expect(result).toEqual({ ok: false, reason: 'encoding' });
  });

  it.each([undefined, '', 'short', {}, { 1: 'short' }, { one: FIRST }, null, 7])(
    'refuses the password %j',
    (password) => {
      const options = { until: UNTIL, cookieName: 'iron', password: password as string };
      expect(() => ironSession(options)).toThrow(/legacy\.ironSession\.password.*32 characters.*Give/);
    },
  );

  it('refuses to be without a name', () => {
    const options = { until: UNTIL, password: FIRST } as Parameters<typeof ironSession>[0];
    expect(() => ironSession(options)).toThrow(/legacy\.ironSession\.cookieName/);
  });
});
