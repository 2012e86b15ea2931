import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import { createClient } from 'redis';
import { skipLoudly } from './required.js';

const PROGRAM = 'redis-server';
const START_LIMIT_MS = 10_000;
const READY = /Ready to accept connections|\+monitor/;

const isInstalled = spawnSync(PROGRAM, ['--version']).error === undefined;

/** A describe block whose tests need redis-server. Where it is missing, that is said loudly in their place. */
export function describeWithRedis(name: string, body: () => void): void {
  if (isInstalled) describe(name, body);
  else describe(name, () => it('runs', () => skipLoudly(name, `${PROGRAM} is not on this machine`)));
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

/** A Redis of a test: on a free port, in a directory of its own, without persistence unless `settings` ask for it. */
export class RedisServer {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    /** Where it keeps its files. */
    readonly directory: string,
    private readonly command: readonly string[],
  ) {}

  /** Starts one; `settings` as on the command line: `--requirepass`, `secret`. */
  static async start(...settings: string[]): Promise<RedisServer> {
    const server = await RedisServer.stopped(...settings);
    await server.restart();
    return server;
  }

  /** One that has a port and does not run. */
  static async stopped(...settings: string[]): Promise<RedisServer> {
    const [port, directory] = [await freePort(), mkdtempSync(join(tmpdir(), 'redis-'))];
    const own = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', directory];
    return new RedisServer(port, directory, [...own, ...settings]);
  }

  /** A Sentinel, alone and so sure of itself, that watches `primary` under that name. */
  static async sentinel(primary: RedisServer): Promise<RedisServer> {
    const [port, directory] = [await freePort(), mkdtempSync(join(tmpdir(), 'sentinel-'))];
    const file = join(directory, 'sentinel.conf');
    const lines = [
      `bind 127.0.0.1\nport ${port}\ndir ${directory}`,
      `sentinel monitor primary 127.0.0.1 ${primary.port} 1`,
      'sentinel down-after-milliseconds primary 500\nsentinel failover-timeout primary 2000',
    ];
    writeFileSync(file, lines.join('\n'));
    const server = new RedisServer(port, directory, [file, '--sentinel']);
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, on the same port and in the same directory; resolves when it answers. */
  async restart(): Promise<void> {
    const child = spawn(PROGRAM, this.command, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    const started = AbortSignal.timeout(START_LIMIT_MS);
    let output = '';
    while (!READY.test(output) && child.exitCode === null) {
      const [chunk] = await once(child.stdout, 'data', { signal: started }).catch(() => {
        throw new Error(`${PROGRAM} did not start: ${output}`);
      });
      output += String(chunk);
    }
    child.stdout.resume();
  }

  /** Stops it from answering, with its connections open: what a hung machine looks like. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it with SIGKILL. Its files stay. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Ends it and removes its files. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Sends one command on a connection of its own. */
  async call(...command: string[]): Promise<unknown> {
    const client = createClient({ url: this.url, RESP: 2, disableClientInfo: true });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  }
}
