import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from '@jest/globals';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium to drive: `CHROMIUM_PATH`, or the first one found in /usr/bin and on the PATH. */
export function findChromium(): string | undefined {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const known = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.CHROMIUM_PATH ?? '', ...known].find(isExecutable);
}

/** A suite that needs a real browser. Without one it says what was not run; REQUIRE_ALL_TESTS=1 makes that a failure. */
export function describeInChromium(name: string, suite: (executablePath: string) => void): void {
  const executablePath = findChromium();
  if (executablePath) {
    describe(name, () => suite(executablePath));
    return;
  }
  console.warn(banner(name));
  it(`${name}: NOT RUN, there is no Chromium`, () => {
    if (process.env.REQUIRE_ALL_TESTS === '1') {
      throw new Error(`REQUIRE_ALL_TESTS=1, but "${name}" needs Chromium: install it or set CHROMIUM_PATH.`);
    }
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}

function banner(name: string): string {
  const rule = '!'.repeat(78);
  const remedy = 'Install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH.';
  return `\n${rule}\n!!  SKIPPED: ${name}\n!!  No Chromium was found. ${remedy}\n${rule}\n`;
}
