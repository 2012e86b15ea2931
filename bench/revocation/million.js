// node bench/revocation/million.js [entries]: what a million revoked sessions take, in Redis and in a process that starts.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { table } from '../support/table.js';
import { withRedis } from './redis.js';
import { DAY, openRevocation, STREAM } from './store.js';

const BATCH = 5000;
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

const handle = () => randomBytes(16).toString('base64url');
/** None ends while this runs. */
const end = () => String(Date.now() + DAY + Math.floor(Math.random() * 6 * DAY));

if (process.send) await start(process.argv[2]);
else await withRedis(measure);

async function measure({ url, client, pid }) {
  const entries = Number(process.argv[2] ?? 1_000_000);
  await fill(client, entries);
  const [used] = /(?<=used_memory:)\d+/.exec(await client.info('memory'));
  const child = fork(fileURLToPath(import.meta.url), [url], { execArgv: ['--expose-gc'] });
  const [found] = await once(child, 'message');
  const restoredMs = await loseAll(client, entries);
  child.send('end');
  const [longestMs] = await once(child, 'message');
  table(
    [`${entries} revoked sessions`, ''],
    [
      ['Redis, used_memory', `${megabytes(used)} MB`],
      ['Redis, RSS', `${megabytes(residentBytes(pid))} MB`],
      ['ready after', `${(found.openMs / 1000).toFixed(2)} s`],
      ['longest stretch in which the process did nothing else', `${found.longestMs.toFixed(0)} ms`],
      ['entries known', String(found.known)],
      ['heap for them', `${megabytes(found.heap)} MB`],
      ['RSS more than before', `${megabytes(found.rss)} MB`],
      ['all in Redis again, when it was emptied, after', `${(restoredMs / 1000).toFixed(1)} s`],
      ['longest stretch meanwhile', `${longestMs.toFixed(0)} ms`],
    ],
  );
}

async function fill(client, entries) {
  for (let done = 0; done < entries; done += BATCH) {
    const commands = Array.from({ length: Math.min(BATCH, entries - done) }, () =>
      client.sendCommand(['XADD', STREAM, '*', 'kind', 'session', 'handles', handle(), 'time', end()]),
    );
    await Promise.all(commands);
  }
}

/** Empties Redis, and waits until a process has noticed and published everything again. */
async function loseAll(client, entries) {
  const started = performance.now();
  await client.flushAll();
  while ((await client.xLen(STREAM)) < entries) await delay(50);
  return performance.now() - started;
}

/** Longest time in which the process came to nothing else, in milliseconds, since it was asked last. */
function watchStalls() {
  let [longest, last] = [0, performance.now()];
  const look = () => {
    const now = performance.now();
    [longest, last] = [Math.max(longest, now - last), now];
  };
  setInterval(look, 1).unref();
  return () => {
    look();
    const found = longest;
    longest = 0;
    return found;
  };
}

async function start(url) {
  globalThis.gc();
  const before = process.memoryUsage();
  const longestStall = watchStalls();
  const started = performance.now();
  const revocation = await openRevocation(url);
  const openMs = performance.now() - started;
  const longestMs = longestStall();
  globalThis.gc();
  const after = process.memoryUsage();
  const [heap, rss] = [after.heapUsed - before.heapUsed, after.rss - before.rss];
  process.send({ openMs, longestMs, heap, rss, known: revocation.health().revoked });
  longestStall();
  await once(process, 'message');
  process.send(longestStall());
  await revocation.close();
  process.disconnect();
}

/** As Linux tells it. */
function residentBytes(pid) {
  return Number(/(?<=VmRSS:\s+)\d+/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[0]) * 1024;
}
