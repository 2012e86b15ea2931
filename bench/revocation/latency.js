// node bench/revocation/latency.js: how long a revocation takes from revoke() in one process until isRevoked() is true in
// another, and until it is acknowledged. Both processes read one clock: process.hrtime() is the machine's monotonic clock.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { table } from '../support/table.js';
import { withRedis } from './redis.js';
import { openRevocation, percentile } from './store.js';

const ROUNDS = 3000;
const WARM_UP = 200;
const PAUSE_MS = 2;

/** The round's session, as both processes know it. */
const sessionOf = (round) => ({ id: `session-${round}`, createdAt: Date.now(), subject: 'somebody' });
const clock = () => Number(process.hrtime.bigint()) / 1e6;

if (process.send) await revoke(...process.argv.slice(2));
else await withRedis(listen);

/** The process that hears of it. */
async function listen({ url }) {
  const heard = [];
  const key = randomBytes(32);
  const onLearn = () => {
    if (revocation.isRevoked(sessionOf(heard.length))) heard.push(clock());
  };
  const revocation = await openRevocation(url, { key, onLearn });
  const child = fork(fileURLToPath(import.meta.url), [url, key.toString('hex')]);
  const [rounds] = await once(child, 'message');
  await delay(500);
  await revocation.close();
  const arrivals = heard.map((instant, round) => instant - rounds[round].began);
  const acknowledgements = rounds.map(({ began, acknowledged }) => acknowledged - began);
  table(
    [`ms, ${arrivals.length - WARM_UP} revocations`, 'p50', 'p99', 'max'],
    [
      ['isRevoked() in the other process', ...figures(arrivals.slice(WARM_UP))],
      ['acknowledged', ...figures(acknowledgements.slice(WARM_UP))],
    ],
  );
}

async function revoke(url, key) {
  const revocation = await openRevocation(url, { key: Buffer.from(key, 'hex') });
  const rounds = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const began = clock();
    await revocation.revoke(sessionOf(round).id);
    rounds.push({ began, acknowledged: clock() });
    await delay(PAUSE_MS);
  }
  process.send(rounds);
  await revocation.close();
  process.disconnect();
}

function figures(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return [percentile(sorted, 0.5), percentile(sorted, 0.99), sorted.at(-1)].map((time) => time.toFixed(2));
}
