import type { LegacyReader } from '../legacy-reader.js';
import { authJs } from '../legacy/auth-js.js';
import { clientSessions } from '../legacy/client-sessions.js';
import { cookieSession } from '../legacy/cookie-session.js';
import { cookieSessions } from '../legacy/cookie-sessions.js';
import { djangoSigned } from '../legacy/django-signed.js';
import { expressOpenidConnect } from '../legacy/express-openid-connect.js';
import { expressSession } from '../legacy/express-session.js';
import { fastifySecureSession } from '../legacy/fastify-secure-session.js';
import { ironSession } from '../legacy/iron-session.js';
import { railsEncrypted } from '../legacy/rails-encrypted.js';

/** A reader as doctor tries it. */
export interface Attempt {
  readonly reader: LegacyReader;
  /** Options without which it would not open the cookie, as they are written in the application. */
  readonly options?: string;
}

/** A library whose cookies doctor tries to open. */
export interface LegacyLibrary {
  readonly reader: string;
  /** The environment variable that its secrets come from. */
  readonly variable: string;
  /** What names such a cookie where the variable is not set. */
  readonly usualName: RegExp;
  /** What has to stand beside the cookie, under its name and this. */
  readonly companion?: string;
  /** Said of what opens. */
  readonly remark?: string;
  readonly attempts: (secrets: string[], cookieName: string) => Attempt[];
}

/** Doctor looks at one moment; the application says when its reader ends. */
const until = new Date(8.64e15);
/** Ids that iron-session's passwords may have. */
const PASSWORD_IDS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What a store would hold: doctor has none, and the signature is all that it checks. */
const store = {
  get: (_: string, done: (error: null, session: object) => void) => done(null, { cookie: {} }),
};

export const LIBRARIES: readonly LegacyLibrary[] = [
  {
    reader: 'cookieSessions',
    variable: 'COOKIE_SESSIONS_SECRET',
    usualName: /^_node$/,
    attempts: (secret, cookieName) => [{ reader: cookieSessions({ until, cookieName, secret }) }],
  },
  {
    reader: 'cookieSession',
    variable: 'COOKIE_SESSION_KEYS',
    usualName: /^(express:sess|session)$/,
    companion: '.sig',
    attempts: (keys, cookieName) => [{ reader: cookieSession({ until, cookieName, keys }) }],
  },
  {
    reader: 'clientSessions',
    variable: 'CLIENT_SESSIONS_SECRET',
    usualName: /^session_state$/,
    attempts: (secret, cookieName) => [{ reader: clientSessions({ until, cookieName, secret }) }],
  },
  {
    reader: 'ironSession',
    variable: 'IRON_SESSION_PASSWORD',
    usualName: /^iron/,
    attempts: (passwords, cookieName) =>
      passwords.map((each) => {
        const password = Object.fromEntries(PASSWORD_IDS.map((id) => [id, each]));
        return { reader: ironSession({ until, cookieName, password }) };
      }),
  },
  {
    reader: 'fastifySecureSession',
    variable: 'FASTIFY_SECURE_SESSION_KEY',
    usualName: /^session$/,
    attempts: (key, cookieName) => [{ reader: fastifySecureSession({ until, cookieName, key }) }],
  },
  {
    reader: 'expressSession',
    variable: 'EXPRESS_SESSION_SECRET',
    usualName: /^connect\.sid$/,
    remark: 'the signature is right; the data are in its store',
    attempts: (secret, cookieName) => [{ reader: expressSession({ until, cookieName, secret, store }) }],
  },
  {
    reader: 'djangoSigned',
    variable: 'DJANGO_SECRET_KEY',
    usualName: /^sessionid$/,
    attempts: (secretKey, cookieName) => [
      { reader: djangoSigned({ until, cookieName, secretKey }) },
      {
        reader: djangoSigned({ until, cookieName, secretKey, acceptSha1: true }),
        options: 'acceptSha1: true',
      },
    ],
  },
  {
    reader: 'railsEncrypted',
    variable: 'RAILS_SECRET_KEY_BASE',
    usualName: /^_\w+_session$/,
    attempts: (secretKeyBase, cookieName) => [
      { reader: railsEncrypted({ until, cookieName, secretKeyBase }) },
      {
        reader: railsEncrypted({ until, cookieName, secretKeyBase, digest: 'SHA1' }),
        options: "digest: 'SHA1'",
      },
    ],
  },
  {
    reader: 'authJs',
    variable: 'AUTH_SECRET',
    usualName: /^(__Secure-)?(authjs|next-auth)\.session-token$/,
    attempts: (secret, cookieName) => [
      { reader: authJs({ until, cookieName, secret }) },
      { reader: authJs({ until, cookieName, secret, version: 4 }), options: 'version: 4' },
    ],
  },
  {
    reader: 'expressOpenidConnect',
    variable: 'EXPRESS_OPENID_CONNECT_SECRET',
    usualName: /^appSession$/,
    attempts: (secret, cookieName) => [{ reader: expressOpenidConnect({ until, cookieName, secret }) }],
  },
];
