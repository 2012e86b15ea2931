import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const checkout = resolve(import.meta.dirname, '../../..');

/** Builds and packs the checkout into a directory of its own. */
export function packLibrary() {
  const directory = mkdtempSync(join(tmpdir(), 'sealed-session-pack-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    execFileSync('npm', ['pack', '--pack-destination', directory], { cwd: checkout, stdio: 'inherit' });
  } catch (error) {
    remove();
    throw error;
  }
  const [name] = readdirSync(directory);
  return { path: join(directory, name), remove };
}
