export {
  type RevocationBehaviour,
  type RevocationBehaviourOptions,
  revocationBehaviours,
} from './revocation-behaviours.js';
export { readSession, type ResponseLike } from './read-session.js';
export { type PlaywrightCookie, type SealedCookie, sealedCookie } from './sealed-cookie.js';
