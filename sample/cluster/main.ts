import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { sharedSecret } from '../session-options.js';
import { stop } from './children.js';
import { startInstance, type Instance } from './instance.js';
import { createProxy } from './proxy.js';
import { startRedis, type RedisServer } from './redis-server.js';
import { tellIt } from './what-to-try.js';

const NAMES = ['1', '2', '3'];

let rotation: Instance[] = [];
let redis: RedisServer | undefined;
let isClosing = false;
const proxy = createProxy(() => rotation);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void close(0));
}
try {
  await open();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await close(1);
}

async function open(): Promise<void> {
  const secret = sharedSecret(process.env);
  redis = process.env.REDIS_URL ? undefined : await startRedis();
  const env = {
    REDIS_URL: redis?.url ?? process.env.REDIS_URL,
    SESSION_SECRET: secret,
    TRUSTED_PROXIES: '1',
  };
  rotation = await Promise.all(NAMES.map((name) => startInstance(name, env)));
  rotation.forEach((instance) => void takeOutWhenEnded(instance));
  proxy.listen(Number(process.env.PORT ?? 3000), process.env.HOST ?? '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  tellIt(`http://localhost:${port}`, rotation, redis);
  if (redis) {
    void sayWhenEnded(redis);
  }
}

async function takeOutWhenEnded(instance: Instance): Promise<void> {
  const reason = await instance.ended;
  rotation = rotation.filter((other) => other !== instance);
  if (isClosing) {
    return;
  }
  console.log(`Instance ${instance.name} has ended (${reason}). In rotation: ${namesOf(rotation)}.`);
  if (rotation.length === 0) {
    await close(1);
  }
}

async function sayWhenEnded({ ended, url }: RedisServer): Promise<void> {
  const reason = await ended;
  if (!isClosing) {
    console.log(
      `Redis has ended (${reason}). Pages go on for 30 s, then sessions are refused (503) until it is back:\n` +
        `  redis-server --save '' --port ${new URL(url).port}`,
    );
  }
}

function namesOf(instances: readonly Instance[]): string {
  return instances.map(({ name }) => name).join(', ') || 'none';
}

/** In the order in which they need each other. */
async function close(code: number): Promise<void> {
  if (isClosing) {
    return;
  }
  isClosing = true;
  proxy.close();
  proxy.closeAllConnections();
  await Promise.all(rotation.map(({ child }) => stop(child)));
  await (redis && stop(redis.child));
  process.exit(code);
}
