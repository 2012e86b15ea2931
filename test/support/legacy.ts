import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LegacyReader, LegacyReason, RawCookies } from '../../lib/legacy-reader.js';
import { useClock } from './clock.js';
import { changedAnywhere, cutAnywhere, HOSTILE, surrounded } from './legacy-inputs.js';
import { examplesIn, recordedElsewhere } from './legacy-recorded.js';

/** What the sessions of the legacy libraries hold. */
export const DATA = {
  userId: 7,
  name: 'Ada Löve ☃',
  roles: ['admin', null, true],
  nested: { deep: { er: 1.5 } },
};

/** A day on which every reader still reads. */
export const UNTIL = '2099-01-01';

/** One reader, and the library whose cookies it reads. */
export interface LegacySubject {
  /** With the secrets under which `cookies` were made, and others beside them. */
  readonly reader: () => LegacyReader;
  /** What the library itself sets for `DATA`. */
  readonly cookies: () => Promise<RawCookies> | RawCookies;
  /** The same, under secrets that the reader was not given. */
  readonly foreign: () => Promise<RawCookies> | RawCookies;
  /** Cookies that are authentic, around any JSON; undefined where the data do not stand in the cookie. */
  readonly around?: (json: string) => Promise<RawCookies> | RawCookies;
  /** What the reader was given and must not show. */
  readonly secrets: readonly string[];
  /** Milliseconds for which the cookies are good; undefined where the format has no time. */
  readonly lifetime?: number;
  /** Other cookies that carry the same session, encoded or cut in another way. Default: there are none. */
  readonly sameSession?: (cookies: RawCookies) => readonly RawCookies[];
  /** Recorded examples: their file in test/vectors/legacy, and the reader for the options of one. */
  readonly recorded: RecordedSubject;
}

export interface RecordedSubject {
  readonly file: string;
  readonly reader: (options: any) => LegacyReader;
}

/** What a client can cause: 'failed' is a fault of a store, or of the reader. */
const REASONS: readonly LegacyReason[] = ['size', 'encoding', 'forged', 'expired', 'contents'];

/** What any reader must be, whatever library it reads. */
export function legacyBehaviour(title: string, subject: LegacySubject): void {
  describe(title, () => {
    useClock();
    opens(subject);
    if (subject.sameSession) hasOneIdentity(subject, subject.sameSession);
    refusesWhatWasChanged(subject);
    refusesWhatIsNotItsOwn(subject);
    withstandsText(subject);
    if (subject.around) withstandsContents(subject.reader, subject.around);
    keepsSecrets(subject);
  });
}

function opens({ reader, cookies, lifetime, recorded }: LegacySubject): void {
  it('opens what the library itself sets', async () => {
    const result = await reader().read(await cookies(), Date.now());
    expect(result).toEqual(expect.objectContaining({ ok: true, data: DATA }));
  });

  it('names the cookies that make up the session, and no other', async () => {
    const sent = await cookies();
    const more = { ...sent, theme: 'dark', [`x${reader().cookieName}`]: '1' };
    expect(reader().ownCookies(raw(more)).toSorted()).toEqual(Object.keys(sent).toSorted());
  });

  if (lifetime !== undefined)
    it('honours the time in the format', async () => {
      const sent = await cookies();
      const end = Date.now() + lifetime;
      expect(await reader().read(sent, end - 1000)).toMatchObject({ ok: true });
      expect(await reader().read(sent, end + 1000)).toEqual({ ok: false, reason: 'expired' });
    });

  opensRecorded(recorded);
}

function hasOneIdentity(
  { reader, cookies }: LegacySubject,
  sameSession: NonNullable<LegacySubject['sameSession']>,
): void {
  it('has one identity, however its cookies carry it', async () => {
    const sent = await cookies();
    const [identity] = await identities(reader(), [sent]);
    expect(identity).toMatch(/.{32}/);
    const others = sameSession(sent);
    expect(others.length).toBeGreaterThan(1);
    expect(await identities(reader(), others)).toEqual(others.map(() => identity));
  });
}

const identities = (reader: LegacyReader, requests: readonly RawCookies[]) =>
  Promise.all(
    requests.map(async (cookies) => {
      const result = await reader.read(cookies, Date.now());
      return result.ok ? result.identity : result.reason;
    }),
  );

/** The part of it that needs no library. */
export function opensRecorded({ file, reader }: RecordedSubject): void {
  it.each(examplesIn(file))('opens what was recorded: $title', async (example) => {
    const { options, data, createdAt, identity } = example;
    const result = await reader({ ...options, until: UNTIL }).read(raw(example.cookies), example.at + 1000);
    expect(result).toEqual({ ok: true, data, createdAt, identity });
  });
}

function refusesWhatWasChanged({ reader, cookies }: LegacySubject): void {
  it('refuses a cookie with any character changed', async () => {
    expect(await survivors(reader(), await cookies(), changedAnywhere)).toEqual([]);
  }, 60_000);

  it('refuses a cookie cut at any length', async () => {
    expect(await survivors(reader(), await cookies(), cutAnywhere)).toEqual([]);
  }, 60_000);

  it('refuses a cookie with anything before or behind it', async () => {
    expect(await survivors(reader(), await cookies(), surrounded)).toEqual([]);
  });

  it('refuses a session with a cookie missing', async () => {
    const sent = await cookies();
    for (const name of Object.keys(sent))
      expect(await reader().read(raw({ ...sent, [name]: undefined }), Date.now())).toMatchObject({
        ok: false,
      });
  });
}

function refusesWhatIsNotItsOwn({ reader, cookies, foreign, recorded }: LegacySubject): void {
  it('refuses what another secret made', async () => {
    const sent = await foreign();
    expect(Object.keys(sent)).toEqual(Object.keys(await cookies()));
    expect(await reader().read(sent, Date.now())).toEqual({ ok: false, reason: 'forged' });
  });

  it('refuses the cookies of other libraries', async () => {
    const values = recordedElsewhere(recorded.file);
    expect(values.length).toBeGreaterThan(3);
    expect(await survivors(reader(), await cookies(), () => values)).toEqual([]);
  });
}

function withstandsText({ reader, cookies }: LegacySubject): void {
  it('refuses more than 16 KB, unread', async () => {
    const sent = await cookies();
    for (const [name, value] of Object.entries(sent)) {
      const long = raw({ ...sent, [name]: `${value}${'A'.repeat(16 * 1024)}` });
      expect(await reader().read(long, Date.now())).toEqual({ ok: false, reason: 'size' });
    }
  });

  it('has a reason, and no exception, for what a client makes up', async () => {
    const [sent, subject] = [await cookies(), reader()];
    for (const name of Object.keys(sent))
      for (const value of HOSTILE) await expectRefusal(subject, raw({ ...sent, [name]: value }));
  }, 60_000);

  it('has a reason for any other text', async () => {
    const [sent, subject] = [await cookies(), reader()];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.string({ unit: 'grapheme-ascii' }),
    );
    const isRefused = (name: string, value: string) =>
      expectRefusal(subject, raw({ ...sent, [name]: value }));
    await fc.assert(fc.asyncProperty(fc.constantFrom(...Object.keys(sent)), text, isRefused));
  }, 60_000);
}

function withstandsContents(
  reader: LegacySubject['reader'],
  around: NonNullable<LegacySubject['around']>,
): void {
  it.each(['null', '[]', '[{"a":1}]', '"text"', '7', 'true'])('refuses %s as a session', async (json) => {
    expect(await reader().read(await around(json), Date.now())).toEqual({ ok: false, reason: 'contents' });
  });

  it('makes no prototype of __proto__', async () => {
    const json = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
    const result = await reader().read(await around(json), Date.now());
    if (!result.ok) throw new Error(`An authentic session was refused: ${result.reason}`);
    expect([Object.prototype, null]).toContain(Object.getPrototypeOf(result.data));
    expect(result.data['isAdmin']).toBeUndefined();
    expect('isAdmin' in {}).toBe(false);
  });
}

function keepsSecrets({ reader, secrets }: LegacySubject): void {
  it('shows no secret', () => {
    const shown =
      inspect(reader(), { depth: null, showHidden: true, getters: true }) + JSON.stringify(reader());
    expect(secrets.length).toBeGreaterThan(0);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });
}

/** Which of the changed values are still taken for a session, each in its cookie and with the others as they were. */
async function survivors(
  reader: LegacyReader,
  sent: RawCookies,
  change: (value: string) => string[],
): Promise<string[]> {
  const taken: string[] = [];
  for (const [name, value = ''] of Object.entries(sent))
    for (const changed of change(value)) {
      const result = await reader.read(raw({ ...sent, [name]: changed }), Date.now());
      if (result.ok) taken.push(`${name}=${changed}`);
    }
  return taken;
}

/** It is refused, for a reason that clients can cause, and in no more time than a request may cost. */
async function expectRefusal(reader: LegacyReader, cookies: RawCookies): Promise<void> {
  const start = performance.now();
  const result = await reader.read(cookies, Date.now());
  expect(performance.now() - start).toBeLessThan(500);
  expect(REASONS).toContain(result.ok ? 'ok' : result.reason);
}

export const raw = (cookies: Record<string, string | undefined>): RawCookies =>
  Object.assign(Object.create(null), cookies);
