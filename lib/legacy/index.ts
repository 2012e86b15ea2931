export { authJs, type AuthJsOptions } from './auth-js.js';
export { clientSessions, type ClientSessionsOptions } from './client-sessions.js';
export { cookieSession, type KeygripLike, type CookieSessionReaderOptions } from './cookie-session.js';
export { cookieSessions, type CookieSessionsOptions } from './cookie-sessions.js';
export { djangoSigned, type DjangoSignedOptions } from './django-signed.js';
export { expressOpenidConnect, type ExpressOpenidConnectOptions } from './express-openid-connect.js';
export { expressSession, type ExpressSessionOptions } from './express-session.js';
export { fastifySecureSession, type FastifySecureSessionOptions } from './fastify-secure-session.js';
export { ironSession, type IronSessionOptions } from './iron-session.js';
export { railsEncrypted, type RailsEncryptedOptions } from './rails-encrypted.js';
export type {
  LegacyReader,
  LegacyReason,
  LegacyResult,
  LegacySession,
  RawCookies,
} from '../legacy-reader.js';
export type { LegacyReaderOptions } from './define-reader.js';
export type { Secret } from './secrets.js';
export type { ExpressSessionStore } from './session-store.js';
