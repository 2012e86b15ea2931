// node bench/revocation/latency.js: how long a revocation takes from append() in one process to learn() in another, and
// until it is acknowledged. Both processes read one clock: process.hrtime() is the machine's monotonic clock.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { table } from '../support/table.js';
import { withRedis } from './redis.js';
import { DAY, openStore, percentile } from './store.js';

const ROUNDS = 3000;
const WARM_UP = 200;
const PAUSE_MS = 2;

if (process.send) await revoke(process.argv[2]);
else await withRedis(listen);

/** The process that learns: handles carry the instant at which they were appended. */
async function listen({ url }) {
  const arrivals = [];
  const { store } = await openStore(url, ({ handles: [handle] }) => {
    arrivals.push(Number(process.hrtime.bigint() - BigInt(handle)) / 1e6);
  });
  const child = fork(fileURLToPath(import.meta.url), [url]);
  const [acknowledgements] = await once(child, 'message');
  await delay(500);
  await store.close();
  table(
    [`ms, ${ROUNDS} revocations`, 'p50', 'p99', 'max'],
    [
      ['known in the other process', ...figures(arrivals.slice(WARM_UP))],
      ['acknowledged', ...figures(acknowledgements.slice(WARM_UP))],
    ],
  );
}

async function revoke(url) {
  const { store } = await openStore(url);
  const acknowledgements = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const start = process.hrtime.bigint();
    await store.append({ kind: 'session', handles: [String(start)], expiresAt: Date.now() + DAY });
    acknowledgements.push(Number(process.hrtime.bigint() - start) / 1e6);
    await delay(PAUSE_MS);
  }
  process.send(acknowledgements);
  await store.close();
  process.disconnect();
}

function figures(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return [percentile(sorted, 0.5), percentile(sorted, 0.99), sorted.at(-1)].map((time) => time.toFixed(2));
}
