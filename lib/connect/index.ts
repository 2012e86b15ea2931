export { SessionError } from '../errors.js';
export {
  type ConnectMiddleware,
  type ConnectSessionOptions,
  cookieSession,
  type SessionRequest,
} from './cookie-session.js';
