import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { newSecret, stop } from './shop.js';

const MAIN = resolve('sample/dist/cluster/main.js');
const OPEN = /open at (http:\/\/localhost:\d+): one shop/;
const INSTANCE = /instance (\d) +(http:\S+) +process (\d+)/g;
const REDIS = /Redis +\S+ +process (\d+)/;
const IS_OVER = 'Ctrl+C closes the shop.';
const PATIENCE_MS = 20_000;

export interface Cluster {
  /** Of the proxy. */
  readonly url: string;
  readonly instances: ReadonlyArray<{ readonly name: string; readonly url: string; readonly pid: number }>;
  /** undefined where it started none. */
  readonly redisPid: number | undefined;
  readonly child: ChildProcess;
  output(): string;
  /** Resolves when it has printed something. */
  hasSaid(text: string): Promise<void>;
  /** As Ctrl-C does; afterwards nothing of it is left, come what may. */
  stop(): Promise<void>;
}

/** What `npm run start:cluster` runs once all is built. */
export async function openCluster(env: NodeJS.ProcessEnv = {}): Promise<Cluster> {
  const { child, output } = runCluster({ SESSION_SECRET: newSecret(), ...env });
  const hasSaid = (text: string) => until(() => output().includes(text), child, output);
  await hasSaid(IS_OVER).catch(async (error: unknown) => {
    await stop(child);
    throw error;
  });
  const instances = [...output().matchAll(INSTANCE)].map(([, name = '', url = '', pid]) => ({
    name,
    url,
    pid: Number(pid),
  }));
  const redisPid = Number(REDIS.exec(output())?.[1]) || undefined;
  const end = async () => {
    await stop(child, 'SIGINT');
    for (const pid of [redisPid, ...instances.map((each) => each.pid)])
      if (pid && isAlive(pid)) process.kill(pid, 'SIGKILL');
  };
  return { url: OPEN.exec(output())?.[1] ?? '', instances, redisPid, child, output, hasSaid, stop: end };
}

export function runCluster(env: NodeJS.ProcessEnv): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, NODE_ENV: 'development', PORT: '0', REDIS_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  return { child, output: () => printed };
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves when something holds; rejects when a process ends before that, or after a while. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  child?: ChildProcess,
  output = () => '',
): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    const hasEnded = child !== undefined && (child.exitCode !== null || child.signalCode !== null);
    if (hasEnded || Date.now() > limit) throw new Error(`It did not happen.\n${output()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
