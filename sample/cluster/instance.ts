import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { keepTrackOf, whenEnded } from './children.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** One of several processes that serve the shop. */
export interface Instance {
  readonly name: string;
  readonly url: string;
  readonly child: ChildProcess;
  /** What ended it, when it has. */
  readonly ended: Promise<string>;
}

/** The shop in a process of its own, on a free port; what it prints comes with its name before it. */
export async function startInstance(name: string, env: NodeJS.ProcessEnv): Promise<Instance> {
  const child = fork(MAIN, process.argv.slice(2), {
    env: { ...process.env, ...env, INSTANCE: name, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  keepTrackOf(child);
  passOn(name, child);
  const ended = whenEnded(child);
  const failed = ended.then((reason) => {
    throw new Error(`Instance ${name} did not start (${reason}).`);
  });
  const [{ url }] = (await Promise.race([once(child, 'message'), failed])) as [{ url: string }];
  return { name, url, child, ended };
}

function passOn(name: string, { stdout, stderr }: ChildProcess): void {
  for (const stream of [stdout, stderr]) {
    if (stream) {
      createInterface(stream).on('line', (line) => console.log(`[${name}] ${line}`));
    }
  }
}
