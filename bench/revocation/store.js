// What a process of an application has: the library's own set of revoked sessions, over Redis.
import { randomBytes } from 'node:crypto';
import { redisRevocation } from '../../dist/esm/redis/index.js';
import { hashedHandles } from '../../dist/esm/revocation/handles.js';
import { Revocation } from '../../dist/esm/revocation/revocation.js';

export const DAY = 24 * 60 * 60 * 1000;
export const COOKIE = '__Host-session';
export const STREAM = `sealed-session:${COOKIE}:revocations`;

/** Calls `onLearn` after each entry that the process has taken in. */
export function openRevocation(url, { key = randomBytes(32), onLearn = () => {} } = {}) {
  const redis = redisRevocation({ url });
  const observed = (context) => ({
    ...context,
    learn(entry) {
      context.learn(entry);
      onLearn(entry);
    },
  });
  return Revocation.open(
    { open: (context) => redis.open(observed(context)) },
    {
      cookieName: COOKIE,
      retention: 7 * DAY,
      handlesOf: hashedHandles([key]),
      // Nothing here has devices.
      vault: undefined,
      log: console,
    },
  );
}

export const percentile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
