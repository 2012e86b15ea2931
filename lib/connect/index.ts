export { SessionError } from '../errors.js';
export { type ConnectSessionOptions, type ConnectMiddleware, cookieSession } from './cookie-session.js';
