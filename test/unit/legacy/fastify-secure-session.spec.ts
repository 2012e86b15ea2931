import * as crypto from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import plugin, { type SecureSessionPluginOptions } from '@fastify/secure-session';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import fastify from 'fastify';
import {
  fastifySecureSession,
  type FastifySecureSessionOptions,
} from '../../../lib/legacy/fastify-secure-session.js';
import { argon2id } from '../../support/argon2id.js';
import { HOUR, SECOND, useClock } from '../../support/clock.js';
import { cookiesIn } from '../../support/legacy-cookies.js';
import { DATA, legacyBehaviour, raw, UNTIL } from '../../support/legacy.js';

const KEY = Buffer.from('the newest key, of 32 bytes, yes');
const OLDER = Buffer.from('an older key, which has 32 bytes');
const FOREIGN = Buffer.from('a key of another server, 32 byte');

/** The cookies that the plugin sets for `DATA`. */
async function set(options: SecureSessionPluginOptions) {
  const app = fastify();
  await app.register(plugin, options);
  app.get('/', (request) => {
    for (const [name, value] of Object.entries(DATA)) request.session.set(name as never, value as never);
    return 'signed in';
  });
  const { headers } = await app.inject('/');
  await app.close();
  return cookiesIn([headers['set-cookie'] ?? []].flat());
}

/** The plugin's format by another implementation, for contents that the plugin does not write. */
function box(json: string) {
  const nonce = crypto.randomBytes(24);
  const sealed = Buffer.from(xsalsa20poly1305(KEY, nonce).encrypt(Buffer.from(json)));
  return raw({ session: encodeURIComponent(`${sealed.toString('base64')};${nonce.toString('base64')}`) });
}

function around(json: string) {
  return box(json.startsWith('{') ? json.replace('{', `{"__ts":${Date.now() / 1000},`) : json);
}

const withArgon2 = (options: any) => fastifySecureSession({ argon2id, ...options });

legacyBehaviour('fastifySecureSession', {
  reader: () => fastifySecureSession({ until: UNTIL, key: [KEY, OLDER] }),
  cookies: () => set({ key: KEY }),
  foreign: () => set({ key: FOREIGN }),
  around,
  secrets: [KEY.toString(), KEY.toString('hex'), KEY.toString('base64'), OLDER.toString()],
  lifetime: 86_401 * SECOND,
  sameSession: ({ session = '' }) =>
    [session.replace('%3B', '%3b'), decodeURIComponent(session)].map((each) => raw({ session: each })),
  recorded: { file: 'fastify-secure-session.json', reader: withArgon2 },
});

describe('fastifySecureSession', () => {
  useClock();

  it('opens what an older key sealed', async () => {
    const reader = fastifySecureSession({ until: UNTIL, key: [KEY, OLDER.toString('base64')] });
    expect(await reader.read(await set({ key: [OLDER] }), Date.now())).toMatchObject({
      ok: true,
      data: DATA,
    });
  });

  it('takes the key as base64, as the library does', async () => {
    const reader = fastifySecureSession({ until: UNTIL, key: KEY.toString('base64') });
    expect(await reader.read(await set({ key: KEY }), Date.now())).toMatchObject({ ok: true, data: DATA });
  });

  it('ends sessions after the expiry that it is given, in seconds', async () => {
    const reader = fastifySecureSession({ until: UNTIL, key: KEY, expiry: 3600 });
    const cookies = await set({ key: KEY, expiry: 3600 });
    expect(await reader.read(cookies, Date.now() + HOUR - 1)).toMatchObject({ ok: true });
    expect(await reader.read(cookies, Date.now() + HOUR)).toEqual({ ok: false, reason: 'expired' });
  });

  it('finds the cookie under the name it had', async () => {
    const reader = fastifySecureSession({ until: UNTIL, key: KEY, cookieName: 'sess' });
    const cookies = await set({ key: KEY, cookieName: 'sess' });
    expect(await reader.read(cookies, Date.now())).toMatchObject({ ok: true });
  });

  it.each(['{"a":1}', '{"__ts":"1893456000"}', '{"__ts":null}'])('refuses %s, for its time', async (json) => {
    const reader = fastifySecureSession({ until: UNTIL, key: KEY });
    expect(await reader.read(box(json), Date.now())).toEqual({ ok: false, reason: 'contents' });
  });
});

describe('the keys of fastifySecureSession', () => {
  const options = (rest: object) => ({ until: UNTIL, ...rest }) as FastifySecureSessionOptions;
  const hasArgon2 = 'argon2Sync' in crypto;
  const secret = 'a secret of thirty-two bytes or more';

  it.each([
    [{}, 'secret" must be 32 bytes or more. Give it, or "key"'],
    [{ secret: 'short' }, 'secret" must be 32 bytes or more'],
    [{ secret, salt: 'short', argon2id }, 'salt" must be 16 bytes'],
    [{ secret, salt: 16, argon2id }, 'salt" must be 16 bytes'],
    [{ key: 'short' }, 'key" must be 32 bytes, or their base64'],
    [{ key: [KEY, KEY.subarray(1)] }, 'key" must be 32 bytes, or their base64'],
    [{ key: [] }, 'key" must be a secret or a list'],
    [{ key: KEY, expiry: 0 }, 'expiry" must be a number of seconds'],
    [{ key: KEY, expiry: '1h' }, 'expiry" must be a number of seconds'],
  ])('refuse what cannot work (%#)', (rest, message) => {
    expect(() => fastifySecureSession(options(rest))).toThrow(message);
  });

  it('count before a secret, as in the library', async () => {
    const reader = fastifySecureSession(options({ key: KEY, secret: 'short' }));
    expect(await reader.read(await set({ key: KEY }), Date.now())).toMatchObject({ ok: true });
  });

  it("are derived by Node's own Argon2id, where it has one, and else ask for another", async () => {
    if (!hasArgon2) {
      expect(() => fastifySecureSession(options({ secret }))).toThrow(/argon2id.*Install @noble\/hashes/);
      return;
    }
    const reader = fastifySecureSession(options({ secret }));
    expect(await reader.read(await set({ secret } as SecureSessionPluginOptions), Date.now())).toEqual({
      ok: true,
      data: DATA,
    });
  });
});
