import type { Instance } from './instance.js';
import type { RedisServer } from './redis-server.js';

/** What to open, and what to look for. */
export function tellIt(url: string, instances: readonly Instance[], redis: RedisServer | undefined): void {
  const parts = instances.map(
    ({ name, url: own, child }) => `  instance ${name}   ${own}   process ${child.pid}`,
  );
  const store = redis ? `${redis.url}   process ${redis.child.pid}` : 'as REDIS_URL says';
  console.log(`
Sealed & Bound is open at ${url}: one shop, ${instances.length} instances, in turn.

${parts.join('\n')}
  Redis        ${store}

Try it:
  1. Sign in as ada with two browsers (one of them in a private window), and open Devices in both.
  2. Sign one out from the other, and reload: whichever instance answers (the foot of the page says), it knows.
  3. kill -9 ${instances[0]?.child.pid}: instance 1 is taken out of rotation, and nobody is signed out.
${redis ? `  4. kill -9 ${redis.child.pid}: without Redis, Devices says so at once, and the other pages after 30 s.\n` : ''}
Ctrl+C closes the shop.`);
}
