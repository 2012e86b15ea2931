import type { LegacyReader, LegacyResult } from '../legacy-reader.js';
import { chunkedNames, chunkedValue } from './chunked.js';
import { refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { contentKey, openJwe, prepareJose, type OpenedJwe } from './jwe.js';
import { secretList, type Secret } from './secrets.js';

export interface ExpressOpenidConnectOptions extends LegacyReaderOptions {
  /** The option `secret` of express-openid-connect (SECRET), or a list of it and those it replaced. */
  secret: Secret | readonly Secret[];
}

const KEY_BYTES = 32;
/** How much earlier than the identity provider's end (`sessionExpiresAt`) the library lets go, in seconds. */
const CEILING_LEEWAY = 30;

/**
 * Reads sessions of express-openid-connect 2 and 3 that live in the cookie: a JWE, in chunks where it is long. It needs the
 * package `jose`. With `session.store` the cookie is an id, which this reader does not open.
 *
 * cookie = JWE `dir`, A256GCM; the header also has `iat`, `uat` and `exp`, in seconds since 1970
 * key    = HKDF-SHA256( secret, no salt, "JWE CEK", 32 bytes )
 *
 * The data are the session object as `req.appSession` was: `id_token`, `access_token`, `refresh_token`, `token_type`,
 * `expires_at` and what `afterCallback` added. `exp` in the header is honoured, which holds the rolling and the absolute
 * duration, and so is `sessionExpiresAt` in the data. `iat` is when the session was created.
 *
 * Source: express-openid-connect `lib/appSession.js` and `lib/crypto.js`.
 */
export function expressOpenidConnect(options: ExpressOpenidConnectOptions): LegacyReader {
  const secrets = secretList('legacy.expressOpenidConnect.secret', options.secret);
  const keys = secrets.map((secret) => contentKey(secret, '', 'JWE CEK', KEY_BYTES));
  return defineReader(options, {
    name: 'expressOpenidConnect',
    defaultCookieName: 'appSession',
    isAsync: true,
    prepare: prepareJose,
    ownCookies: chunkedNames,
    async read(cookies, cookieName, now) {
      const jwe = chunkedValue(cookies, cookieName);
      const opened = await openJwe(jwe, keys, 'A256GCM');
      return opened.ok ? sessionOf(opened, jwe, now) : opened;
    },
  });
}

function sessionOf({ header: { iat, exp }, content }: OpenedJwe, jwe: string, now: number): LegacyResult {
  const { sessionExpiresAt: ceiling = Number.POSITIVE_INFINITY } = content;
  if (typeof exp !== 'number' || typeof iat !== 'number' || typeof ceiling !== 'number')
    return refused('contents');
  if (Math.min(exp, ceiling - CEILING_LEEWAY) * 1000 <= now) return refused('expired');
  // The whole, and not its cookies: those can be cut in many ways.
  return { ok: true, data: content, createdAt: iat * 1000, identity: jwe };
}
