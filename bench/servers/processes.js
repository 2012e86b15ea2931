import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A child process that answers each message with one. */
export class Child {
  constructor(file, ...args) {
    this.process = fork(new URL(file, import.meta.url), args, {
      env: { ...process.env, NODE_ENV: 'production' },
    });
    this.stopped = once(this.process, 'exit').then(() => {
      throw new Error(`stopped: ${this.process.spawnargs.join(' ')}`);
    });
    this.stopped.catch(() => {});
  }

  async answer() {
    const [message] = await Promise.race([once(this.process, 'message'), this.stopped]);
    return message;
  }

  ask(message) {
    const answer = this.answer();
    this.process.send(message);
    return answer;
  }

  stop() {
    if (this.process.connected) this.process.disconnect();
  }
}

/** Starts a Redis on a free port; undefined where the machine has none. */
export async function startRedis() {
  if (spawnSync('redis-server', ['--version']).error) return undefined;
  const port = await freePort();
  const redis = spawn('redis-server', ['--port', `${port}`, '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  await setTimeout(500);
  process.env.BENCH_REDIS_URL = `redis://127.0.0.1:${port}`;
  return redis;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
