export { SessionError } from './errors.js';
export { CookieSessionModule } from './nest/cookie-session.module.js';
export { Session, type SessionData } from './nest/session.decorator.js';
export { FreshSession } from './nest/fresh-session.decorator.js';
export { SessionFrom } from './nest/session-from.decorator.js';
export {
  getSessionServiceToken,
  InjectSessionService,
  type SessionDescription,
  type SessionDevice,
  SessionService,
} from './nest/session.service.js';
export type { CookieSessionOptions, CookieSessionOptionsFactory, DeviceRequest } from './options.js';
