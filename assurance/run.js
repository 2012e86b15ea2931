// npm run assurance [-- --quick] [NAME ...]: the table of docs/assurance.md. Exits with 1 where a figure is missed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const npm = (...command) => execFileSync('npm', command, { stdio: ['ignore', 2, 2] });

if (!existsSync('assurance/node_modules')) npm('ci', '--prefix', 'assurance');
npm('run', 'build', '--silent');
const node = ['--expose-gc', '--import', './assurance/typescript.js', 'assurance/main.ts'];
const { status } = spawnSync(process.execPath, [...node, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
