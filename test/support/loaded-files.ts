import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The files that a process of Node loaded, ES modules and CommonJS alike: V8's coverage lists them all. */
export function filesLoadedBy(...args: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-session-loaded-'));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: folder, NODE_OPTIONS: '' };
    execFileSync(process.execPath, args, { cwd: root, env });
    const reports = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    return reports.flatMap(({ result }) => result.map(({ url }: { url: string }) => url));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
