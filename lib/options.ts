import type { CookieOptions } from './cookie-options.js';
import type { LegacyReader } from './legacy-reader.js';
import type { RevocationProvider } from './revocation-store.js';
import type { SchemaIssue, StandardSchema } from './standard-schema.js';

/** Options of `CookieSessionModule.forRoot()` and `forRootAsync()`. All durations are in milliseconds. */
export interface CookieSessionOptions {
  /**
   * The secret, or a list for rotation: the first seals, all unseal. Each one at least 32 random bytes, as
   * `npx nestjs-sealed-session keygen` prints them (43 characters of base64url). Required.
   *
   * @throws at start-up when it is missing, shorter, repetitive, a known example, or listed twice.
   */
  secret: string | undefined | ReadonlyArray<string | undefined>;

  /**
   * Inactivity limit (OWASP ASVS 5.0, 7.3.1): a session that no request has read for this long ends. Default: 24 hours.
   */
  timeout?: number;

  /**
   * Absolute limit (OWASP ASVS 5.0, 7.3.2): a session ends this long after it was created, however active.
   * Default: 7 days, or `timeout` where that is longer.
   */
  absoluteTimeout?: number;

  /** The cookie that carries the session. HttpOnly is always on. */
  cookie?: CookieOptions;

  /**
   * What a session may take on the wire in all, in bytes of the Cookie header. Default: 6144. Beyond it the write is an
   * error (`ERR_SESSION_TOO_LARGE`). What lies behind it: browsers keep 4096 bytes a cookie, so a larger session is
   * spread over several; nginx answers 400 above 8 KB a request header line, and 502 where response headers exceed its
   * `proxy_buffer_size` (4 or 8 KB unless it is raised); Node answers 431 above 16 KB of headers.
   * From 512 to 65536.
   */
  maxBytes?: number;

  /**
   * When activity renews a session. `'read'`: a request that read it, once a minute at most. `'every-response'`: every
   * response, at the price of a Set-Cookie on each. `false`: never; a session then ends `timeout` after its last change.
   * Default: `'read'`.
   */
  rolling?: 'read' | 'every-response' | false;

  /**
   * A Standard Schema (zod, valibot, arktype …) that validates synchronously. Sealed data passes through it when the
   * session is opened, so it also migrates; changed data must fit it before it is sealed (`ERR_SESSION_INVALID`). What
   * it makes of `{}`, where it accepts that, is the data of a new session. Default: none, any JSON.
   */
  schema?: StandardSchema;

  /**
   * What to do with sealed data that no longer fits the schema, after a deployment for example: `'reset'` starts it
   * anew, a function returns data that is validated once more, and reset if it does not fit either. Default: `'reset'`.
   */
  onInvalid?: OnInvalid;

  /**
   * true: `SessionService.current()` finds the session of the request that the running code belongs to, through
   * AsyncLocalStorage. Default: false, and requests pay nothing for it.
   */
  requestContext?: boolean;

  /**
   * Lets sessions be ended before they expire, wherever a copy of their cookie is. `true`: known to this process alone, in
   * memory, for as long as it runs. Where there is more than one process, `redisRevocation({ url })` from
   * `nestjs-sealed-session/redis`. `destroy()` and `regenerate()` then revoke the old id. Default: false.
   */
  revocation?: boolean | RevocationProvider;

  /**
   * Whose a session is, for `revokeAll(subject)` and the list of devices: `(session) => session.userId`. undefined or null:
   * nobody's. What a number gives and its text are one subject. Needs `revocation`. Default: none.
   */
  subject?: (session: any) => string | number | bigint | null | undefined;

  /**
   * What the list of devices tells of one, in at most 1000 characters of JSON. It is stored sealed. Needs `revocation` and
   * `subject`. Default: `{ userAgent }`, the User-Agent header cut to 256 characters; no address.
   */
  describeDevice?: (request: DeviceRequest) => Readonly<Record<string, string>>;

  /**
   * Readers of other libraries' cookies, from `nestjs-sealed-session/legacy`: what they open becomes a session of ours on
   * that response. Each ends on a day. Default: none.
   */
  legacy?: readonly LegacyReader[];
}

/** What `describeDevice` may look at of a request: Node's, which on Express is Express' own. */
export interface DeviceRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
  /** Express' reading of the address, with its `trust proxy` setting. */
  readonly ip?: string | undefined;
}

/** What becomes of sealed data that the schema refuses: none of it, or what the function makes of it. */
export type OnInvalid =
  'reset' | ((data: Record<string, unknown>, issues: readonly SchemaIssue[]) => unknown);

/** For `forRootAsync({ useClass })` and `forRootAsync({ useExisting })`. */
export interface CookieSessionOptionsFactory {
  createCookieSessionOptions(): CookieSessionOptions | Promise<CookieSessionOptions>;
}
