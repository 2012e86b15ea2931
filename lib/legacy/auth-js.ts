import type { LegacyReader, LegacyResult } from '../legacy-reader.js';
import { oneOf } from '../option-errors.js';
import { chunkedNames, chunkedValue } from './chunked.js';
import { refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { contentKey, openJwe, prepareJose } from './jwe.js';
import { secretList, type Secret } from './secrets.js';

export interface AuthJsOptions extends LegacyReaderOptions {
  /** AUTH_SECRET (NEXTAUTH_SECRET in version 4), or a list of it and those it replaced. */
  secret: Secret | readonly Secret[];
  /** 5 for Auth.js (next-auth 5, `@auth/core`), 4 for next-auth 4. Default: 5. */
  version?: 4 | 5;
}

/** How much later than `exp` the libraries themselves take a session, in seconds. */
const CLOCK_TOLERANCE = 15;

const VERSIONS = {
  5: {
    cookieName: '__Secure-authjs.session-token',
    enc: 'A256CBC-HS512',
    key: (secret: Secret, name: string) =>
      contentKey(secret, name, `Auth.js Generated Encryption Key (${name})`, 64),
  },
  4: {
    cookieName: '__Secure-next-auth.session-token',
    enc: 'A256GCM',
    key: (secret: Secret) => contentKey(secret, '', 'NextAuth.js Generated Encryption Key', 32),
  },
};

/**
 * Reads sessions of Auth.js (next-auth 5) and next-auth 4 with the strategy `jwt`: an encrypted JWT, in chunks where it is
 * long. It needs the package `jose`. Sessions of the strategy `database` are an id, which this reader does not open.
 *
 * version 5: JWE `dir`, A256CBC-HS512; key by HKDF-SHA256 with the cookie's name in salt and info
 * version 4: JWE `dir`, A256GCM; key by HKDF-SHA256 without salt, the same for every cookie
 *
 * The data are the claims (`sub`, `name`, `email`, `picture` and what the callback `jwt` added) without `iat`, `exp` and
 * `jti`. `exp` is honoured with the 15 seconds of tolerance that Auth.js has. `iat` is the time of the last renewal, so when
 * the session was created is not known. Over plain HTTP the cookie has no prefix: give `cookieName`.
 *
 * Source: `@auth/core/jwt` and next-auth 4 `jwt/index.ts`, `core/lib/cookie.ts`.
 */
export function authJs(options: AuthJsOptions): LegacyReader {
  const secrets = secretList('legacy.authJs.secret', options.secret);
  const { version = 5 } = options;
  oneOf('legacy.authJs.version', version, [5, 4]);
  const { cookieName: defaultCookieName, enc, key } = VERSIONS[version];
  const keys = secrets.map((secret) => key(secret, String(options.cookieName ?? defaultCookieName)));
  return defineReader(options, {
    name: 'authJs',
    defaultCookieName,
    isAsync: true,
    prepare: prepareJose,
    ownCookies: chunkedNames,
    async read(cookies, cookieName, now) {
      const jwe = chunkedValue(cookies, cookieName);
      const opened = await openJwe(jwe, keys, enc);
      return opened.ok ? sessionOf(opened.content, jwe, now) : opened;
    },
  });
}

function sessionOf(claims: Record<string, unknown>, jwe: string, now: number): LegacyResult {
  const { iat: _, exp, jti: __, ...data } = claims;
  if (typeof exp !== 'number') return refused('contents');
  if (now >= (exp + CLOCK_TOLERANCE) * 1000) return refused('expired');
  // The whole, and not its cookies: those can be cut in many ways.
  return { ok: true, data, identity: jwe };
}
