// npm run bench [-- --quick] [-- functions | servers]: prints the tables of docs/performance.md.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';

const plans = {
  full: { repetitions: 101, profileMs: 2000, starts: 21, warmUps: 3, rounds: 12, requests: 2000 },
  quick: { repetitions: 15, profileMs: 300, starts: 5, warmUps: 2, rounds: 3, requests: 1000 },
};

const args = process.argv.slice(2);
const plan = args.includes('--quick') ? plans.quick : plans.full;
const isWanted = (part) => args.every((arg) => arg.startsWith('--') || arg === part);

prepare();
console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0].model}, ${new Date().toISOString().slice(0, 10)}`,
);
if (isWanted('functions')) {
  const { functionTables } = await import('./functions/tables.js');
  await functionTables(plan);
}
if (isWanted('servers')) {
  const { serverTimes } = await import('./servers/rounds.js');
  await serverTimes(plan);
}
process.exit();

/** Installs the peers once, and builds what is measured. */
function prepare() {
  const npm = (...command) => execFileSync('npm', command, { stdio: 'inherit' });
  if (!existsSync('bench/node_modules')) npm('ci', '--prefix', 'bench');
  npm('run', 'build', '--silent');
}
