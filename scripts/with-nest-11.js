// Runs the tests of the library on Nest 11 instead of the Nest 12 of the dev dependencies: in a copy of the
// checkout, which stays as it is. Arguments go to jest. The sample is an application of Nest 12, and left out.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The major that belongs to Nest 11, of each package that is released on its own count or with it. */
const majors = {
  apollo: 13,
  common: 11,
  config: 4,
  core: 11,
  graphql: 13,
  passport: 11,
  'platform-express': 11,
  'platform-fastify': 11,
  'platform-socket.io': 11,
  'platform-ws': 11,
  terminus: 11,
  testing: 11,
  websockets: 11,
};

const checkout = resolve(import.meta.dirname, '..');
const workplace = mkdtempSync(join(tmpdir(), 'sealed-session-nest-11-'));
const copy = join(workplace, 'checkout');

try {
  copyCheckout();
  const steps = [
    ['install', '--no-save', '--no-audit', '--no-fund', ...nest11()],
    ['run', 'build'],
    // --ignore-scripts: without pretest, which builds the sample too.
    ['test', '--ignore-scripts', '--', ...process.argv.slice(2), '--testPathIgnorePatterns=/test/sample/'],
  ];
  process.exitCode = steps.every((step) => npm(...step)) ? 0 : 1;
} finally {
  rmSync(workplace, { recursive: true, force: true });
}

function copyCheckout() {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: checkout });
  const files = listed
    .toString()
    .split('\0')
    .filter((name) => name && existsSync(join(checkout, name)));
  for (const name of [...files, 'node_modules']) {
    // The real path: where node_modules is a link, npm must not install into what it points to.
    cpSync(realpathSync(join(checkout, name)), join(copy, name), { recursive: true, verbatimSymlinks: true });
  }
  // Test vectors that may lie beside the checkout.
  const shared = join(checkout, '../shared');
  if (existsSync(shared)) symlinkSync(shared, join(workplace, 'shared'));
}

function nest11() {
  const { devDependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  return Object.keys(devDependencies)
    .filter((name) => name.startsWith('@nestjs/') && name !== '@nestjs/cli')
    .map((name) => `${name}@${majorOf(name)}`);
}

function majorOf(name) {
  const major = majors[name.replace('@nestjs/', '')];
  if (!major) throw new Error(`${name}: add its major for Nest 11 to the table in scripts/with-nest-11.js`);
  return major;
}

function npm(...args) {
  const { status, error } = spawnSync('npm', args, { cwd: copy, stdio: 'inherit' });
  if (error) throw error;
  return status === 0;
}
