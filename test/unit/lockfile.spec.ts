import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Packages = Readonly<Record<string, Locked>>;

/** Where Node would look for `name` from a package's folder: in its node_modules, and in each above. */
function isLocked(packages: Packages, name: string, from: string): boolean {
  if (`${from}${from && '/'}node_modules/${name}` in packages) return true;
  return (
    from !== '' && isLocked(packages, name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))))
  );
}

describe.each(['package-lock.json', 'bench/package-lock.json', 'assurance/package-lock.json'])(
  '%s',
  (path) => {
    const text = readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
    const { packages }: { packages: Packages } = JSON.parse(text);

    it('names no registry', () => {
      const resolved = Object.values(packages).filter((locked) => /^https?:/.test(locked.resolved ?? ''));
      expect(resolved).toEqual([]);
    });

    // `npm ci` of npm 11 refuses a lockfile that lacks the packages of another platform.
    it('has what every platform needs', () => {
      const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).filter((name) => !isLocked(packages, name, from)),
      );
      expect(missing).toEqual([]);
    });
  },
);
