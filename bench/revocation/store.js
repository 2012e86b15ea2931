// A store as the library opens it, over a set of revoked handles.
import { redisRevocation } from '../../dist/esm/redis/index.js';

export const DAY = 24 * 60 * 60 * 1000;
export const COOKIE = '__Host-session';
export const STREAM = `sealed-session:${COOKIE}:revocations`;

export async function openStore(url, onLearn) {
  const known = new Map();
  const store = await redisRevocation({ url }).open({
    cookieName: COOKIE,
    retention: 7 * DAY,
    learn(entry) {
      for (const handle of entry.handles) known.set(handle, Math.ceil(entry.expiresAt / 1000));
      onLearn?.(entry);
    },
    known: () => entriesOf(known),
    log: console,
  });
  return { store, known };
}

function* entriesOf(known) {
  for (const [handle, end] of known) yield { kind: 'session', handles: [handle], expiresAt: end * 1000 };
}

export const percentile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
