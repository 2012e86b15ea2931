import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { keepTrackOf, whenEnded } from './children.js';

const READY = 'Ready to accept connections';

const MISSING = `npm run start:cluster needs redis-server, which is not on the PATH. Install it:

  Debian, Ubuntu   sudo apt-get install redis-server
  macOS            brew install redis

or run it elsewhere, and say where:

  docker run --rm -p 6379:6379 redis
  REDIS_URL=redis://localhost:6379 npm run start:cluster
`;

export interface RedisServer {
  readonly url: string;
  readonly child: ChildProcess;
  /** What ended it, when it has. */
  readonly ended: Promise<string>;
}

/**
 * A Redis of this cluster's own: on a free port of this machine, in memory only.
 *
 * @throws {Error} that says how to get one, or why it did not start.
 */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
  // In a process group of its own: Ctrl-C reaches the instances first, which still have something to write.
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  await once(child, 'spawn').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(MISSING) : error;
  });
  keepTrackOf(child);
  const ended = whenEnded(child);
  await ready(child.stdout, ended);
  return { url: `redis://127.0.0.1:${port}`, child, ended };
}

/** Reads on afterwards too: a pipe that nobody empties stops its writer in the end. */
async function ready(stdout: Readable, ended: Promise<string>): Promise<void> {
  let printed = '';
  const isReady = new Promise<void>((resolve) => {
    stdout.setEncoding('utf8').on('data', (text: string) => {
      if (printed.includes(READY)) return;
      printed += text;
      if (printed.includes(READY)) resolve();
    });
  });
  const failed = ended.then((reason) => {
    throw new Error(`redis-server ended (${reason}):\n${printed}`);
  });
  await Promise.race([isReady, failed]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
