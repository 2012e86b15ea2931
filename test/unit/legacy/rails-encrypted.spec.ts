import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { railsEncrypted, type RailsEncryptedOptions } from '../../../lib/legacy/rails-encrypted.js';
import { HOUR, useClock } from '../../support/clock.js';
import { findRails, type ForeignLibrary } from '../../support/legacy-programs.js';
import { DATA, legacyBehaviour, opensRecorded, raw, UNTIL } from '../../support/legacy.js';
import { skipLoudly } from '../../support/required.js';

const KEY = '9f'.repeat(64);
const OLDER = '3c'.repeat(64);
const recorded = { file: 'rails-encrypted.json', reader: railsEncrypted };

const reader = (options: Partial<RailsEncryptedOptions> = {}) =>
  railsEncrypted({ until: UNTIL, cookieName: '_app_session', secretKeyBase: [KEY, OLDER], ...options });
const readCookie = (value: string, options?: Partial<RailsEncryptedOptions>, now = Date.now()) =>
  reader(options).read(raw({ [options?.cookieName ?? '_app_session']: value }), now);

const purpose = 'cookie._app_session';
const base64 = (text: string) => Buffer.from(text).toString('base64');

const encodedWhole = (text: string) =>
  Array.from(text, (each) => `%${each.charCodeAt(0).toString(16)}`).join('');
const encodedLeast = (text: string) => text.replaceAll('+', '%2B');

/** An authentic cookie around what Rails would not write. */
function sealed(message: string, tagBytes = 16): string {
  const key = pbkdf2Sync(KEY, 'authenticated encrypted cookie', 1000, 32, 'sha256');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  const ciphertext = Buffer.concat([cipher.update(message), cipher.final()]);
  const parts = [ciphertext, nonce, cipher.getAuthTag()].map((part) => part.toString('base64'));
  return encodeURIComponent(parts.join('--'));
}
const enveloped = (fields: object) => sealed(JSON.stringify({ _rails: fields }));

const rails = findRails();
if (rails === undefined)
  describe('railsEncrypted', () => {
    it('opens what Rails itself sets', () => skipLoudly('railsEncrypted', 'no Ruby here has Action Pack'));
    opensRecorded(recorded);
  });
else onCookiesOf(rails);

function onCookiesOf(library: ForeignLibrary): void {
  // Rails 6.1, which Debian 12 has, makes the same cookie of a key by SHA-1 and cannot be told otherwise.
  const digest = Number.parseInt(library.version, 10) >= 7 ? 'SHA256' : 'SHA1';
  const cookieOf = (request: object) => library.cookie({ key: KEY, at: Date.now(), digest, ...request });
  const read = (value: string, options?: Partial<RailsEncryptedOptions>, now?: number) =>
    readCookie(value, { digest, ...options }, now);
  const lasting = { data: DATA, expire_after: HOUR / 1000 };

  legacyBehaviour('railsEncrypted', {
    reader: () => reader({ digest }),
    cookies: () => raw({ _app_session: cookieOf(lasting) }),
    foreign: () => raw({ _app_session: cookieOf({ ...lasting, key: 'another secret_key_base' }) }),
    around: (json) => raw({ _app_session: cookieOf({ json }) }),
    secrets: [KEY, OLDER],
    lifetime: HOUR,
    sameSession: ({ _app_session = '' }) =>
      [encodedWhole, encodedLeast].map((encode) =>
        raw({ _app_session: encode(decodeURIComponent(_app_session)) }),
      ),
    recorded,
  });

  describe('railsEncrypted, on cookies of Rails', () => {
    useClock();

    it('opens what a rotated secret_key_base encrypted', () => {
      expect(read(cookieOf({ data: DATA, key: OLDER }))).toMatchObject({ ok: true, data: DATA });
    });

    it('opens what has a key by SHA1 if told so', () => {
      const value = cookieOf({ data: DATA, digest: 'SHA1' });
      expect(read(value, { digest: 'SHA256' })).toEqual({ ok: false, reason: 'forged' });
      expect(read(value, { digest: 'SHA1' })).toMatchObject({ ok: true, data: DATA });
    });

    it('has no end where Rails was given none', () => {
      const value = cookieOf({ data: DATA });
      expect(read(value, {}, Date.now() + 10_000 * HOUR)).toMatchObject({ ok: true, data: DATA });
    });

    it('names the session by its id, and keeps what is of Rails from the data', () => {
      const own = { _csrf_token: 'c', flash: { flashes: { notice: 'Hi' } } };
      expect(read(cookieOf({ data: { ...DATA, ...own } }))).toEqual({
        ok: true,
        data: DATA,
        identity: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    });

    it('refuses a session of another cookie under the same key', () => {
      const value = cookieOf({ data: DATA, name: '_admin_session' });
      expect(read(value, { cookieName: '_admin_session' })).toMatchObject({ ok: true });
      expect(read(value)).toEqual({ ok: false, reason: 'forged' });
    });

    it.each([
      ['Marshal, which :hybrid would still read', { serializer: 'marshal' }],
      ['a message without a purpose', { metadata: false }],
    ])('refuses %s', (_, request) => {
      expect(read(cookieOf({ data: DATA, ...request }))).toEqual({ ok: false, reason: 'contents' });
    });
  });
}

describe('railsEncrypted', () => {
  useClock();

  it('takes no tag that is shorter than 16 bytes', () => {
    const fields = { message: base64('{}'), exp: null, pur: purpose };
    const message = JSON.stringify({ _rails: fields });
    expect(readCookie(sealed(message))).toMatchObject({ ok: true });
    for (const bytes of [4, 8, 12, 13, 14, 15])
      expect(readCookie(sealed(message, bytes))).toEqual({ ok: false, reason: 'encoding' });
  });

  it('gives two cookies of one session one identity', () => {
    const written = (n: number) =>
      enveloped({ message: base64(JSON.stringify({ session_id: '5f2c', n })), pur: purpose });
    expect(readCookie(written(1))).toEqual({ ok: true, data: { n: 1 }, identity: '5f2c' });
    expect(readCookie(written(2))).toEqual({ ok: true, data: { n: 2 }, identity: '5f2c' });
  });

  it('reads a plus sign as Rack does, a blank', () => {
    const value = sealed('{}'.repeat(200));
    expect(decodeURIComponent(value)).toContain('+');
    expect(readCookie(value.replaceAll('%2B', '+'))).toEqual({ ok: false, reason: 'encoding' });
  });

  it.each([
    ['no JSON', 'contents', sealed('session')],
    ['no envelope', 'contents', sealed('{"user_id":7}')],
    ['an envelope that is no object', 'contents', sealed('{"_rails":"x"}')],
    ['no purpose', 'forged', enveloped({ message: base64('{}') })],
    ['a purpose that is no text', 'forged', enveloped({ message: base64('{}'), pur: [purpose] })],
    ['an end that is no date', 'expired', enveloped({ message: base64('{}'), pur: purpose, exp: 'soon' })],
    ['an end that is a number', 'expired', enveloped({ message: base64('{}'), pur: purpose, exp: 4e12 })],
    ['a message that is no text', 'contents', enveloped({ message: 7, pur: purpose })],
    ['a message that is no base64', 'contents', enveloped({ message: '{}', pur: purpose })],
    ['neither message nor data', 'contents', enveloped({ pur: purpose })],
    ['data that are a list', 'contents', enveloped({ data: [1], pur: purpose })],
  ])('refuses an authentic cookie with %s', (_, reason, value) => {
    expect(readCookie(value)).toEqual({ ok: false, reason });
  });

  it('must be told the name of the cookie', () => {
    const options = { until: UNTIL, secretKeyBase: KEY } as RailsEncryptedOptions;
    expect(() => railsEncrypted(options)).toThrow(/legacy\.railsEncrypted\.cookieName/);
  });

  it.each(['SHA512', 'sha256', null])('refuses the digest %j', (digest: any) => {
    expect(() => reader({ digest })).toThrow(/legacy\.railsEncrypted\.digest.*SHA256.*SHA1/);
  });

  it.each([undefined, '', [], ['one', '']])('refuses the secret_key_base %j', (secretKeyBase: any) => {
    expect(() => reader({ secretKeyBase })).toThrow(/legacy\.railsEncrypted\.secretKeyBase/);
  });
});
