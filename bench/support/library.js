// The library as it is built: what a user of the package gets.
import { randomBytes } from 'node:crypto';
import { createManager } from '../../dist/esm/connect/create-manager.js';

export { stringifyData } from '../../dist/esm/session/json.js';
export { CookieSessionModule, Session } from '../../dist/esm/index.js';
export { createManager };

export const newSecret = () => randomBytes(32).toString('base64url');

/** Opens and seals sessions of one import, as a request does; `retired` keys beside the one that seals. */
export const managerWith = (retired = 0, secret = newSecret()) =>
  createManager({
    secret: [secret, ...Array.from({ length: retired }, newSecret)],
    maxBytes: 32_768,
    cookie: { name: 'session', secure: true },
  });
