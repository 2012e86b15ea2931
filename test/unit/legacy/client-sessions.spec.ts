import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { clientSessions, type ClientSessionsOptions } from '../../../lib/legacy/client-sessions.js';
import { forward, HOUR, MINUTE, useClock } from '../../support/clock.js';
import { cookiesSetBy } from '../../support/legacy-cookies.js';
import { DATA, legacyBehaviour, raw, UNTIL } from '../../support/legacy.js';

interface ClientSessions {
  (options: object): Parameters<typeof cookiesSetBy>[0];
  readonly util: { encode(options: object, content: unknown, duration?: number, createdAt?: number): string };
}

const require = createRequire(import.meta.url);
const library = require('client-sessions') as ClientSessions;

const NAME = 'session_state';
const SECRET = 'the secret of client-sessions';
const OLDER = 'an older secret';
const DURATION = 3 * HOUR;

const set = (options: object, cookieName = NAME) =>
  cookiesSetBy(library({ cookieName, duration: DURATION, ...options }), DATA, cookieName);

const keyOf = (text: string, bytes: number) => createHash('sha512').update(text).digest().subarray(0, bytes);

/** What JSON holds of keys, as bytes. */
function reader({ encryptionKey, signatureKey, ...options }: any) {
  if (encryptionKey === undefined) return clientSessions(options);
  const [encryption, signature] = [encryptionKey, signatureKey].map((text) => Buffer.from(text, 'base64'));
  return clientSessions({ ...options, encryptionKey: encryption, signatureKey: signature });
}

legacyBehaviour('clientSessions', {
  reader: () => clientSessions({ until: UNTIL, secret: [SECRET, OLDER] }),
  cookies: () => set({ secret: SECRET }),
  foreign: () => set({ secret: 'another secret' }),
  around: (json) =>
    raw({ [NAME]: library.util.encode({ cookieName: NAME, secret: SECRET }, JSON.parse(json)) }),
  secrets: [SECRET, OLDER],
  lifetime: DURATION,
  recorded: { file: 'client-sessions.json', reader },
});

const BYTES = { aes128: 16, aes192: 24, aes256: 32 };
const SIGNATURES = [
  'sha256',
  'sha256-drop128',
  'sha384',
  'sha384-drop192',
  'sha512',
  'sha512-drop256',
] as const;

describe('clientSessions', () => {
  useClock();

  const combinations = Object.entries(BYTES).flatMap(([encryption, bytes]) =>
    SIGNATURES.map((signature) => [encryption as keyof typeof BYTES, signature, bytes] as const),
  );

  it.each(combinations)('opens %s with %s, and under older keys', async (encryption, signature, bytes) => {
    const algorithms = { encryptionAlgorithm: encryption, signatureAlgorithm: signature };
    const pair = { encryptionKey: keyOf('encryption', bytes), signatureKey: keyOf('signature', 64) };
    const cookies = await set({ ...algorithms, ...pair });
    const ok = { ok: true, data: DATA, createdAt: Date.now() };
    expect(clientSessions({ until: UNTIL, ...algorithms, ...pair }).read(cookies, Date.now())).toEqual(ok);
    const rotated = clientSessions({
      until: UNTIL,
      ...algorithms,
      encryptionKey: [keyOf('a newer one', bytes), pair.encryptionKey],
      signatureKey: [keyOf('newer too', 64), pair.signatureKey],
    });
    expect(rotated.read(cookies, Date.now())).toEqual(ok);
  });

  it('opens what an older secret made', async () => {
    const opened = clientSessions({ until: UNTIL, secret: [SECRET, OLDER] });
    expect(opened.read(await set({ secret: OLDER }), Date.now())).toMatchObject({ ok: true, data: DATA });
  });

  it('refuses a MAC that was cut where the whole is expected', async () => {
    const pair = { encryptionKey: keyOf('encryption', 32), signatureKey: keyOf('signature', 64) };
    const cookies = await set({ ...pair, signatureAlgorithm: 'sha256-drop128' });
    const result = clientSessions({ until: UNTIL, ...pair }).read(cookies, Date.now());
    expect(result).toEqual({ ok: false, reason: 'forged' });
  });

  it('takes the times from the cookie', () => {
    const createdAt = Date.now() - HOUR;
    const value = library.util.encode({ cookieName: NAME, secret: SECRET }, DATA, HOUR + MINUTE, createdAt);
    const opened = clientSessions({ until: UNTIL, secret: SECRET });
    expect(opened.read(raw({ [NAME]: value }), Date.now())).toEqual({ ok: true, data: DATA, createdAt });
    forward(MINUTE + 1);
    expect(opened.read(raw({ [NAME]: value }), Date.now())).toEqual({ ok: false, reason: 'expired' });
  });

  it('has no session created later than now, though the library moves that forward', () => {
    const ahead = Date.now() + HOUR;
    const value = library.util.encode({ cookieName: NAME, secret: SECRET }, DATA, DURATION, ahead);
    const result = clientSessions({ until: UNTIL, secret: SECRET }).read(raw({ [NAME]: value }), Date.now());
    expect(result).toEqual({ ok: true, data: DATA, createdAt: Date.now() });
  });

  it('refuses the cookie of another name', async () => {
    const { [NAME]: value } = await set({ secret: SECRET });
    const opened = clientSessions({ until: UNTIL, secret: SECRET, cookieName: 'admin' });
    expect(opened.read(raw({ admin: value }), Date.now())).toEqual({ ok: false, reason: 'contents' });
  });
});

describe('the keys of clientSessions', () => {
  const options = (rest: object) => ({ until: UNTIL, ...rest }) as ClientSessionsOptions;

  it.each([
    [{}, 'secret" must be a secret or a list'],
    [{ secret: '' }, 'secret" must be a secret or a list'],
    [{ encryptionKey: keyOf('a', 32) }, 'signatureKey" must be'],
    [{ signatureKey: keyOf('a', 32) }, 'encryptionKey" must be'],
    [{ encryptionKey: 'text', signatureKey: 'text' }, 'encryptionKey" must be a Buffer'],
    [{ encryptionKey: keyOf('a', 31), signatureKey: keyOf('b', 32) }, 'must be 32 bytes for aes256'],
    [{ encryptionKey: keyOf('a', 32), signatureKey: keyOf('b', 31) }, 'must be 32 bytes at least for sha256'],
    [
      { encryptionKey: [keyOf('a', 32)], signatureKey: [keyOf('b', 32), keyOf('c', 32)] },
      'a list as long as',
    ],
    [{ secret: SECRET, signatureAlgorithm: 'sha512' }, 'must be 64 bytes at least for sha512'],
    [{ secret: SECRET, signatureAlgorithm: 'md5' }, 'signatureAlgorithm" must be one of "sha256"'],
    [{ secret: SECRET, encryptionAlgorithm: 'des' }, 'encryptionAlgorithm" must be one of "aes128"'],
  ])('refuse what the library refuses (%#)', (rest, message) => {
    expect(() => clientSessions(options(rest))).toThrow(message);
  });
});
