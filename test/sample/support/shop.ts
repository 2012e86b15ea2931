import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const MAIN = resolve('sample/dist/main.js');
const READY = /http:\/\/localhost:(\d+)/;

export type Platform = 'express' | 'fastify';

export interface Shop {
  readonly url: string;
  readonly port: string;
  /** What it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface ShopOptions {
  platform: Platform;
  secret?: string;
  port?: string;
  env?: NodeJS.ProcessEnv;
}

export const newSecret = (): string => randomBytes(32).toString('base64url');

/** The built sample, in a process of its own, as `npm start` runs it. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const { child, output } = run(options);
  const port = await ready(child, output);
  return { url: `http://localhost:${port}`, port, output, stop: () => stop(child) };
}

/** For a sample that is expected to refuse: its exit code and what it printed. */
export async function openShopInVain(options: ShopOptions): Promise<{ code: number | null; output: string }> {
  const { child, output } = run(options);
  await once(child, 'close');
  return { code: child.exitCode, output: output() };
}

function run({ platform, secret, port = '0', env }: ShopOptions) {
  if (!existsSync(MAIN)) {
    throw new Error('The sample is not built: npm run build && npm run build:sample');
  }
  const child = spawn(process.execPath, [MAIN, ...(platform === 'fastify' ? ['--fastify'] : [])], {
    env: { ...process.env, NODE_ENV: 'development', SESSION_SECRET: secret, PORT: port, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  return { child, output: () => printed };
}

function ready(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((done, fail) => {
    child.stdout?.on('data', () => {
      const port = READY.exec(output())?.[1];
      if (port) done(port);
    });
    child.once('close', (code) => fail(new Error(`The sample ended with ${code}:\n${output()}`)));
  });
}

/** Asks a process to end, insists after a while, and waits for it. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await closed;
  clearTimeout(impatience);
}
