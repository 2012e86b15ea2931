import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from '@jest/globals';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const REMEDY = 'No Chromium was found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.';

/** The Chromium to drive: `CHROMIUM_PATH`, or the first one found in /usr/bin and on the PATH. */
export function findChromium(): string | undefined {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const known = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.CHROMIUM_PATH ?? '', ...known].find(isExecutable);
}

/**
 * A suite that needs a real browser. Without one it is skipped, and a banner says so; with REQUIRE_ALL_TESTS=1 that is
 * a failure.
 */
export function describeInChromium(name: string, suite: (executablePath: string) => void): void {
  const executablePath = findChromium();
  if (!executablePath) reportSkipped(name);
  const choose = executablePath ? describe : describe.skip;
  choose(name, () => suite(executablePath ?? ''));
}

function reportSkipped(name: string): void {
  if (process.env.REQUIRE_ALL_TESTS === '1') {
    throw new Error(`REQUIRE_ALL_TESTS=1, but "${name}" was not run. ${REMEDY}`);
  }
  const rule = '!'.repeat(78);
  console.warn(`\n${rule}\n!!  SKIPPED: ${name}\n!!  ${REMEDY}\n${rule}\n`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}
