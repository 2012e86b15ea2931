import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type PlatformName = 'express' | 'fastify';

export interface Report {
  /** What was logged as an error. */
  readonly errors: readonly string[];
  /** Bytes in use after a collection of garbage. */
  readonly heap: number;
}

/** One instance of the application, in a process of its own, on the built library. */
export class Instance {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  static async start(platform: PlatformName, secrets: readonly string[]): Promise<Instance> {
    const env = { ...process.env, NODE_ENV: 'production', SESSION_SECRETS: secrets.join(',') };
    const child = fork(join(import.meta.dirname, 'server.js'), [platform], {
      env,
      execArgv: ['--expose-gc'],
    });
    const { port } = await answerOf<{ port: number }>(child);
    return new Instance(child, port);
  }

  report(): Promise<Report> {
    const answer = answerOf<Report>(this.process);
    this.process.send('report');
    return answer;
  }

  async stop(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.disconnect();
    await exited;
  }
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const stopped = once(child, 'exit').then(() =>
    Promise.reject(new Error('The application stopped. Is dist built?')),
  );
  const answered = once(child, 'message').then(([message]) => message as T);
  return Promise.race([answered, stopped]);
}
