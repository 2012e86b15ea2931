import { createHmac } from 'node:crypto';
import type { LegacyReader, LegacyResult } from '../legacy-reader.js';
import { invalid } from '../option-errors.js';
import { isObject, parseObject, refused, type Refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { percentDecoded } from './encodings.js';
import { isSame, secretList, type Secret } from './secrets.js';
import { destroyStored, getStored, type ExpressSessionStore } from './session-store.js';

export interface ExpressSessionOptions extends LegacyReaderOptions {
  /** The option `secret` of express-session: the secret in use, or a list of it and those it replaced. */
  secret: Secret | readonly Secret[];
  /** The option `store` of express-session: the same store, with the same prefix. */
  store: ExpressSessionStore;
  /** How long to wait for the store, in milliseconds; then the reason is `failed`. Default: 2000. */
  storeTimeout?: number;
  /**
   * true destroys the stored session once it was read. A second request of the same moment then finds none, and there is
   * no way back; false leaves it to its expiry. Default: false.
   */
  deleteStored?: boolean;
}

const SIGNED = 's:';
/** What setTimeout takes. */
const LONGEST_WAIT = 2_147_483_647;

/**
 * Reads sessions of express-session 1.x: a signed id in the cookie, the data in a store.
 *
 * value = percent-encoded( "s:" id "." BASE64( HMAC-SHA256( secret, id ) ) without "=" )
 *
 * Source: express-session `index.js` (getcookie, unsigncookie) and cookie-signature 1.x. The signature is all that the
 * cookie holds: when a session ends is the store's to say, as in express-session. `cookie.expires` in the stored data is
 * honoured where the store has no `touch`; a store that has it may keep a session alive without writing it (connect-redis
 * renews the key's time to live only), and the date in the data is then an old one.
 */
export function expressSession(options: ExpressSessionOptions): LegacyReader {
  const secrets = secretList('legacy.expressSession.secret', options.secret);
  const { store, storeTimeout = 2000, deleteStored = false } = options;
  checkStore(store, storeTimeout);
  return defineReader(options, {
    name: 'expressSession',
    defaultCookieName: 'connect.sid',
    isAsync: true,
    async read(cookies, cookieName, now) {
      const id = signedId(cookies[cookieName] ?? '', secrets);
      if (typeof id !== 'string') return id;
      const answer = await getStored(store, id, storeTimeout);
      if (!answer.ok) return refused('failed');
      const result = sessionOf(answer.stored, id, typeof store.touch === 'function', now);
      if (result.ok && deleteStored) destroyStored(store, id);
      return result;
    },
  });
}

/** @throws {SessionError} ERR_SESSION_OPTION_INVALID */
function checkStore(store: unknown, storeTimeout: unknown): void {
  if (!isObject(store) || typeof store['get'] !== 'function')
    throw invalid(
      'legacy.expressSession.store',
      'the store that express-session used',
      'It has get(id, callback): new RedisStore({ client }) for example.',
    );
  if (typeof storeTimeout !== 'number' || !(storeTimeout > 0 && storeTimeout <= LONGEST_WAIT))
    throw invalid('legacy.expressSession.storeTimeout', 'a number of milliseconds above 0');
}

/** The id in a cookie that one of the secrets signed. */
function signedId(raw: string, secrets: readonly Secret[]): string | Refused {
  const value = percentDecoded(raw);
  if (!value.startsWith(SIGNED)) return refused('encoding');
  const dot = value.lastIndexOf('.');
  const id = value.slice(SIGNED.length, dot);
  if (dot <= SIGNED.length) return refused('encoding');
  const signature = value.slice(dot + 1);
  return secrets.some((secret) => isSame(signature, sign(id, secret))) ? id : refused('forged');
}

const sign = (id: string, secret: Secret): string =>
  createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '');

function sessionOf(stored: unknown, id: string, storeRenews: boolean, now: number): LegacyResult {
  // The store forgot it: it expired, or the user signed out.
  if (stored === undefined || stored === null) return refused('expired');
  // A store may hand out dates or class instances; ours seals JSON, and so did express-session's own stores.
  const session = isObject(stored) ? toJson(stored) : undefined;
  if (session === undefined || !isObject(session['cookie'])) return refused('contents');
  const { cookie, ...data } = session;
  if (!storeRenews && isPast(cookie, now)) return refused('expired');
  return { ok: true, data, identity: id };
}

function toJson(stored: object): Record<string, unknown> | undefined {
  try {
    return parseObject(JSON.stringify(stored));
  } catch {
    return undefined;
  }
}

function isPast(cookie: unknown, now: number): boolean {
  const expires = isObject(cookie) ? cookie['expires'] : undefined;
  return typeof expires === 'string' && Date.parse(expires) <= now;
}
