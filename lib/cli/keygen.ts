import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** A fresh secret: 32 random bytes in base64url. */
export function keygen(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}
