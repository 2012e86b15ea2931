import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { FreshApp } from './support/fresh-app.js';
import { files, inspectLabels, installCommands, labelsOf } from './support/readme.js';

describe('the README, followed to the letter in a fresh Nest 12 application', () => {
  const app = new FreshApp('nest12-esm', 'readme');
  const given = { PORT: '0' };

  before(() => app.run('npm', ['install', '--no-audit', '--no-fund']));
  after(() => app.remove());

  it('installs, and prints a secret', () => {
    const [install, keygen, ...others] = installCommands;
    assert.deepEqual(others, []);
    // Only the name stands for the tarball: this version may not be published yet.
    app.run('sh', ['-c', install.replace(/nestjs-sealed-session$/, process.env.PACKAGE_TARBALL)]);
    given.SESSION_SECRET = app.run('sh', ['-c', keygen]).trim();
  });

  it('counts views with its first two files, a module and a controller', async (test) => {
    const quickStart = files.slice(0, 2);
    test.diagnostic(quickStart.map(({ name }) => name).join(', '));
    buildWith(app, quickStart);
    await app.serve(['dist/main.js'], given, countsViews);
  });

  it('inspects a cookie as it shows', async () => {
    const cookie = await app.serve(['dist/main.js'], given, countsViews);
    const output = app.run('npx', ['nestjs-sealed-session', 'inspect'], { env: given, input: cookie });
    assert.deepEqual(labelsOf(output), inspectLabels);
  });

  it('compiles with all its files', (test) => {
    test.diagnostic(files.map(({ name }) => name).join(', '));
    buildWith(app, files);
  });
});

function buildWith(app, shown) {
  for (const { name, body } of shown) app.write(name, body);
  app.run('npx', ['tsc', '-p', 'tsconfig.build.json']);
}

async function countsViews(origin) {
  const first = await fetch(origin);
  assert.deepEqual(await first.json(), { views: 1 });
  const [cookie] = first.headers.getSetCookie()[0].split(';', 1);
  const second = await fetch(origin, { headers: { cookie } });
  assert.deepEqual(await second.json(), { views: 2 });
  return cookie;
}
