// Builds the library twice: ES modules for Nest 12, CommonJS for Nest 11. Both from the same sources.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';

const tsc = (project) =>
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' });

rmSync('dist', { recursive: true, force: true });
tsc('lib/tsconfig.esm.json');
tsc('lib/tsconfig.cjs.json');
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n');
chmodSync('dist/esm/cli/main.js', 0o755);
