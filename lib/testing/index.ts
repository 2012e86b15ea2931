export { readSession, type ResponseLike } from './read-session.js';
export { type PlaywrightCookie, type SealedCookie, sealedCookie } from './sealed-cookie.js';
