// The tarball suite: packs the library and uses it the way a user would, in fresh applications. It needs a
// registry, so it is no part of `npm test`. The figures also go to the file that RESULTS_FILE names.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { packLibrary } from './support/pack.js';

const tarball = packLibrary();
process.env.PACKAGE_TARBALL = tarball.path;

const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.js'))
  .map((name) => join(import.meta.dirname, name));
const figures = { passed: 0, failed: 0, skipped: 0 };
const columns = { pass: 'passed', fail: 'failed', cancelled: 'failed', skipped: 'skipped', todo: 'skipped' };

run({ files, concurrency: 2, timeout: 10 * 60_000 })
  .on('test:diagnostic', ({ nesting, message }) => {
    const [word, figure] = message.split(' ');
    if (nesting === 0 && word in columns) figures[columns[word]] += Number(figure);
  })
  .on('end', finish)
  .compose(spec)
  .pipe(process.stdout);

function finish() {
  tarball.remove();
  if (process.env.RESULTS_FILE) writeFileSync(process.env.RESULTS_FILE, JSON.stringify(figures));
  if (figures.failed > 0 || figures.passed === 0) process.exitCode = 1;
}
