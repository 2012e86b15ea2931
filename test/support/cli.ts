import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(import.meta.dirname, '../../dist/esm/cli/main.js');

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line as a child process. */
export async function runCli(
  args: readonly string[],
  input = '',
  secret?: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<CliRun> {
  const { SESSION_SECRET: _, NODE_OPTIONS: __, ...env } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...env, ...variables, ...(secret === undefined ? {} : { SESSION_SECRET: secret }) },
  });
  // A child that answers without reading closes the pipe.
  child.stdin.on('error', () => {}).end(input);
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve(code ?? -1));
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, out, err };
}
