import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const packages: Readonly<Record<string, Locked>> = JSON.parse(text).packages;

/** Where Node would look for `name` from a package's folder: in its node_modules, and in each above. */
function isLocked(name: string, from: string): boolean {
  if (`${from}${from && '/'}node_modules/${name}` in packages) return true;
  return from !== '' && isLocked(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))));
}

describe('package-lock.json', () => {
  it('names no registry', () => {
    const resolved = Object.values(packages).filter((locked) => /^https?:/.test(locked.resolved ?? ''));
    expect(resolved).toEqual([]);
  });

  // `npm ci` of npm 11 refuses a lockfile that lacks the packages of another platform.
  it('has what every platform needs', () => {
    const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(name, from)),
    );
    expect(missing).toEqual([]);
  });
});
