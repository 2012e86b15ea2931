// Builds the sample, which is an application for Nest 12: on Nest 11 there is nothing to build.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('@nestjs/core/package.json');

if (Number.parseInt(version) < 12) {
  console.warn(`The sample needs Nest 12 and was not built with Nest ${version}.`);
} else {
  execFileSync(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], { stdio: 'inherit' });
}
