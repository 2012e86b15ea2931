import crypto, { createHash, createCipheriv, createDecipheriv } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it, jest } from '@jest/globals';
import { cookieSessions } from '../../../lib/legacy/cookie-sessions.js';
import { useClock, DAY, HOUR } from '../../support/clock.js';
import { cookiesSetBy } from '../../support/legacy-cookies.js';
import { DATA, legacyBehaviour, raw, UNTIL } from '../../support/legacy.js';

/** What the package calls of node:crypto that Node 22 no longer has: OpenSSL's EVP_BytesToKey, as its manual says. */
function evpBytesToKey(secret: string): { key: Buffer; iv: Buffer } {
  let last = Buffer.alloc(0);
  let all = Buffer.alloc(0);
  while (all.length < 40) {
    last = createHash('md5')
      .update(Buffer.concat([last, Buffer.from(secret)]))
      .digest();
    all = Buffer.concat([all, last]);
  }
  return { key: all.subarray(0, 24), iv: all.subarray(24, 40) };
}

const require = createRequire(import.meta.url);
const coreCrypto = require('node:crypto') as Record<string, unknown>;
coreCrypto['createCipher'] ??= (algorithm: string, secret: string) => {
  const { key, iv } = evpBytesToKey(secret);
  return createCipheriv(algorithm, key, iv);
};
coreCrypto['createDecipher'] ??= (algorithm: string, secret: string) => {
  const { key, iv } = evpBytesToKey(secret);
  return createDecipheriv(algorithm, key, iv);
};

interface CookieSessions {
  (settings: { secret: string; timeout?: number; session_key?: string }): Parameters<typeof cookiesSetBy>[0];
  serialize(secret: string, data: unknown): string;
}

const library = require('cookie-sessions') as CookieSessions;

const SECRET = 'the secret of 2010';
const OLDER = 'an older secret';

const cookiesUnder = (secret: string) => cookiesSetBy(library({ secret }), DATA);

legacyBehaviour('cookieSessions', {
  reader: () => cookieSessions({ until: UNTIL, secret: [SECRET, OLDER] }),
  cookies: () => cookiesUnder(SECRET),
  foreign: () => cookiesUnder('another secret'),
  around: (json) => raw({ _node: library.serialize(SECRET, JSON.parse(json)) }),
  secrets: [SECRET, OLDER],
  lifetime: DAY,
  recorded: { file: 'cookie-sessions.json', reader: cookieSessions },
});

describe('cookieSessions', () => {
  useClock();

  it('opens what an older secret made', async () => {
    const reader = cookieSessions({ until: UNTIL, secret: [SECRET, OLDER] });
    expect(reader.read(await cookiesUnder(OLDER), Date.now())).toEqual({ ok: true, data: DATA });
  });

  it('ends sessions after the timeout that it is given', async () => {
    const reader = cookieSessions({ until: UNTIL, secret: SECRET, timeout: HOUR });
    const cookies = await cookiesUnder(SECRET);
    expect(reader.read(cookies, Date.now() + HOUR - 1)).toMatchObject({ ok: true });
    expect(reader.read(cookies, Date.now() + HOUR)).toEqual({ ok: false, reason: 'expired' });
  });

  it('finds the cookie under the name it had', async () => {
    const reader = cookieSessions({ until: UNTIL, secret: SECRET, cookieName: 'sess' });
    const cookies = await cookiesSetBy(library({ secret: SECRET, session_key: 'sess' }), DATA);
    expect(reader.read(cookies, Date.now())).toMatchObject({ ok: true });
  });

  it('has a reason where an authentic cookie does not decrypt', () => {
    const [timestamp, ciphertext] = [Date.now(), '0'.repeat(32)];
    const mac = crypto.createHmac('sha1', SECRET).update(`${timestamp}${ciphertext}`).digest('hex');
    const reader = cookieSessions({ until: UNTIL, secret: SECRET });
    const result = reader.read(raw({ _node: `${mac}${timestamp}${ciphertext}` }), Date.now());
    expect(result).toEqual({ ok: false, reason: 'contents' });
  });

  it.each([undefined, '', [], ['one', ''], 7, { secret: 'x' }])('refuses the secret %j', (secret) => {
    expect(() => cookieSessions({ until: UNTIL, secret: secret as string })).toThrow(
      /legacy\.cookieSessions\.secret.*Give/,
    );
  });

  it.each([0, -1, Number.NaN, Infinity, '1d'])('refuses the timeout %j', (timeout) => {
    expect(() => cookieSessions({ until: UNTIL, secret: SECRET, timeout: timeout as number })).toThrow(
      /legacy\.cookieSessions\.timeout/,
    );
  });
});

describe('the warning of cookieSessions', () => {
  it('is emitted once in a process', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      await jest.isolateModulesAsync(async () => {
        const fresh = await import('../../../lib/legacy/cookie-sessions.js');
        fresh.cookieSessions({ until: UNTIL, secret: SECRET });
        fresh.cookieSessions({ until: UNTIL, secret: OLDER });
      });
      expect(emitWarning.mock.calls).toEqual([
        [expect.stringContaining('without an initialisation vector'), { code: 'SESSION_LEGACY_NO_IV' }],
      ]);
    } finally {
      emitWarning.mockRestore();
    }
  });
});
