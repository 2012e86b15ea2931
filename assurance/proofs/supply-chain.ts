import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Proof, Result } from '../proof.js';

const MOST_DEPENDENCIES = 3;
const LICENCES = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];
const SCRIPTS = ['preinstall', 'install', 'postinstall'];

const root = join(import.meta.dirname, '../..');
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface Manifest {
  readonly version: string;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

type Locked = Readonly<Record<string, { readonly integrity?: string }>>;

/** What is installed with the package: its dependencies and theirs, by their paths in package-lock.json. */
function runTimePackages(): Map<string, Manifest> {
  const found = new Map<string, Manifest>();
  const waiting = Object.keys((readJson('package.json') as Manifest).dependencies ?? {});
  for (const name of waiting) {
    if (found.has(name)) continue;
    const manifest = readJson(`node_modules/${name}/package.json`) as Manifest;
    found.set(name, manifest);
    waiting.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return found;
}

const packages: Proof = {
  name: 'packages',
  title: 'Run-time dependencies: how many, under which licences, with which install scripts',
  target: 'at most 3, permissive, no scripts, each with its hash locked',
  async run() {
    const found = runTimePackages();
    const { packages: locked } = readJson('package-lock.json') as { packages: Locked };
    const failures = [...found].flatMap(([name, manifest]) => wrongAbout(name, manifest, locked));
    const run = [...found]
      .map(([name, { version, license }]) => `${name} ${version} (${license})`)
      .join(', ');
    if (found.size > MOST_DEPENDENCIES) failures.push(`${found.size} packages`);
    return {
      run,
      figure: `${found.size}, ${failures.length} faults`,
      reached: failures.length === 0,
      failures,
    };
  },
};

function wrongAbout(name: string, { license = 'none', scripts = {} }: Manifest, locked: Locked): string[] {
  const faults = SCRIPTS.filter((script) => script in scripts).map((script) => `has a script ${script}`);
  if (!LICENCES.includes(license)) faults.push(`has the licence ${license}`);
  if (!locked[`node_modules/${name}`]?.integrity?.startsWith('sha512-'))
    faults.push('has no hash in package-lock.json');
  return faults.map((fault) => `${name} ${fault}`);
}

/** One that asks the registry. */
const asked = (
  name: string,
  title: string,
  target: string,
  args: string[],
  judge: (output: string) => Result,
): Proof => ({
  name,
  title,
  target,
  fullOnly: true,
  run: async () => judge(await npm(args)),
});

/** What npm says, whatever its exit code. */
const npm = (args: string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile('npm', args, { cwd: root, maxBuffer: 2 ** 26 }, (_, out, errors) => resolve(out + errors));
  });

const unreachable = (run: string): Result => ({
  run,
  figure: 'the registry does not answer that here',
  reached: 'skipped',
});

const audit = asked(
  'audit',
  'Known vulnerabilities of what is installed at run time',
  '0',
  ['audit', '--omit=dev', '--omit=peer', '--json'],
  (output) => {
    const run = 'npm audit --omit=dev --omit=peer';
    const total = /"total": (\d+)\s*\},\s*"dependencies"/.exec(output)?.[1];
    if (total === undefined) return unreachable(run);
    return { run, figure: total, reached: total === '0' };
  },
);

const signatures = asked(
  'signatures',
  "The registry's signatures and attestations of what is installed",
  'none missing or invalid',
  ['audit', 'signatures', '--omit=dev', '--omit=peer'],
  (output) => {
    const run = 'npm audit signatures --omit=dev --omit=peer';
    const verified = /\d+ packages? ha(?:s|ve) (?:a )?verified registry signatures?/.exec(output)?.[0];
    const isBad = /\b(missing|invalid) registry signature|invalid attestation/.test(output);
    if (verified === undefined && !isBad) return unreachable(run);
    return { run, figure: isBad ? 'missing or invalid' : String(verified), reached: !isBad };
  },
);

export const supplyChain: readonly Proof[] = [packages, audit, signatures];
