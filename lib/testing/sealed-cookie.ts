import type { INestApplication } from '@nestjs/common';
import { registryOfServer } from '../nest/platforms.js';

/** A cookie as Playwright's `context.addCookies()` takes it. */
export interface PlaywrightCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: true;
  readonly secure: boolean;
  readonly sameSite: 'Strict' | 'Lax' | 'None';
}

export interface SealedCookie {
  /** For the request header `Cookie`. */
  readonly header: string;
  /** For `context.addCookies(cookies)` of Playwright: one, or one a chunk. */
  readonly cookies: PlaywrightCookie[];
  /** The header. */
  toString(): string;
}

export interface SealedCookieOptions {
  /** Name of the import, where there are several. Default: the unnamed one. */
  name?: string;
  /** Host of the Playwright cookies. Default: the cookie's domain, else `localhost`. */
  domain?: string;
}

/**
 * The cookie of somebody who is signed in, without the login form: `data` sealed as a new session of the application.
 *
 * @throws {SessionError} ERR_SESSION_UNAVAILABLE when the application does not import the module, or not under that name.
 *
 * @example
 * const { header } = await sealedCookie(app, { userId: 7 });
 * await request(app.getHttpServer()).get('/basket').set('Cookie', header).expect(200);
 *
 * @example
 * await context.addCookies((await sealedCookie(app, { userId: 7 })).cookies);
 */
export async function sealedCookie(
  app: INestApplication,
  data: object,
  { name, domain }: SealedCookieOptions = {},
): Promise<SealedCookie> {
  // Middleware and the session itself are there once the application is initialised.
  await app.init();
  const { manager } = registryOfServer(app.getHttpAdapter()).get(name);
  const { cookie } = manager.options;
  const pairs = manager.cookies.split(manager.seal(data));
  const header = pairs.map(([key, value]) => `${key}=${value}`).join('; ');
  const cookies = pairs.map(([key, value]): PlaywrightCookie => ({
    name: key,
    value,
    domain: domain ?? cookie.domain ?? 'localhost',
    path: cookie.path,
    httpOnly: true,
    secure: cookie.secure,
    sameSite: ({ strict: 'Strict', lax: 'Lax', none: 'None' } as const)[cookie.sameSite],
  }));
  return { header, cookies, toString: () => header };
}
