import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { FreshApp, newSecret } from './fresh-app.js';

const recorded = new URL('../../vectors/legacy/cookie-session.json', import.meta.url);
/** Written by the real package. */
const [recordedCookie] = JSON.parse(readFileSync(recorded, 'utf8')).examples;

/** Everything a fresh application does with the installed tarball; `expected` are the majors it must run on. */
export function describeApplication({ title, fixture, expected, typeChecks, testCommand }) {
  describe(title, () => {
    const app = new FreshApp('common', fixture);
    const secret = newSecret();
    before(() => app.install());
    after(() => app.remove());

    it(`has ${JSON.stringify(expected)}`, (test) => {
      for (const [name, major] of Object.entries(expected)) {
        const version = app.installedVersion(name);
        test.diagnostic(`${name} ${version}`);
        assert.equal(version.split('.')[0], major);
      }
    });

    for (const project of typeChecks) {
      it(`type-checks with ${project}`, () => app.run('npx', ['tsc', '--noEmit', '-p', project]));
    }

    it("type-checks with skipLibCheck off, as far as the package's own declarations go", () => {
      const { stdout } = app.attempt('npx', ['tsc', '--noEmit', '--skipLibCheck', 'false']);
      assert.deepEqual(stdout.match(/^.*node_modules\/nestjs-sealed-session\/.*$/gm), null);
    });

    it(`passes its own tests: ${testCommand.join(' ')}`, (test) => {
      const { failed, passed } = ownTests(app, testCommand, secret);
      test.diagnostic(`${passed} tests of the application passed`);
      assert.equal(failed, 0);
      assert.ok(passed >= 36, `only ${passed} ran`);
    });

    it('gives the same classes to import() and require()', (test) => {
      const compared = app.run('node', ['identity.cjs']).match(/^one identity: .*$/gm);
      for (const entry of ['', '/connect', '/testing', '/redis', '/legacy', '/legacy/cookie-session'])
        assert.ok(compared.includes(`one identity: nestjs-sealed-session${entry}`), entry);
      for (const line of compared) test.diagnostic(line);
    });

    it('starts without the optional peers, and says what to install where one is needed', () => {
      for (const name of ['jose', 'redis']) assert.ok(!app.has(name), `${name} is installed`);
      const lines = app.run('node', ['missing-peers.cjs'], { env: { SESSION_SECRET: secret } }).split('\n');
      assert.equal(lines[0], 'none: started');
      assert.match(lines[1], /^jose: true .*npm install jose$/);
      assert.match(lines[2], /^redis: true .*npm install redis$/);
    });

    it('builds with tsc', () => app.run('npx', ['tsc', '-p', 'tsconfig.build.json']));

    for (const platform of ['express', 'fastify']) {
      it(`serves in production on ${platform}`, () => servesInProduction(app, platform, secret));
    }

    it('keygen prints a secret that the module takes', async () => {
      const printed = app.run('npx', ['nestjs-sealed-session', 'keygen']).trim();
      assert.match(printed, /^[\w-]{43,}$/);
      await servesInProduction(app, 'express', printed);
    });

    it('inspect opens a cookie that the application wrote', async () => {
      const cookie = await servesInProduction(app, 'express', secret);
      const env = { SESSION_SECRET: secret };
      const output = app.run('npx', ['nestjs-sealed-session', 'inspect'], { env, input: cookie });
      assert.match(output, /"?views"?: 2/);
      assert.ok(!output.includes(secret));
    });

    it('doctor says which reader opens a cookie that cookie-session wrote', () => {
      const { options, cookies } = recordedCookie;
      const input = Object.entries(cookies).map((pair) => pair.join('='));
      const env = { COOKIE_SESSION_KEYS: options.keys.join(',') };
      const ask = (header) => app.run('npx', ['nestjs-sealed-session', 'doctor'], { env, input: header });
      assert.equal(ask(input.join('; ')), 'session\n  cookieSession opens it (COOKIE_SESSION_KEYS)\n');
      assert.match(ask(`${input.join('; ')}x`), /no reader opens it\n {2}cookieSession: made with another/);
    });
  });
}

function ownTests(app, [command, ...args], secret) {
  app.run(command, args, { env: { SESSION_SECRET: secret } });
  const { numFailedTests, numPassedTests } = app.readJson('results.json');
  return { failed: numFailedTests, passed: numPassedTests };
}

/** Two visits to the built application as a real process; returns the cookie as a browser sends it. */
function servesInProduction(app, platform, secret) {
  const env = { NODE_ENV: 'production', SESSION_SECRET: secret };
  return app.serve(['dist/main.js', platform], env, async (origin) => {
    const [first, cookie] = await visit(`${origin}/decorator`);
    assert.deepEqual(first, { views: 1 });
    const [second, renewed] = await visit(`${origin}/service`, cookie);
    assert.deepEqual(second, { views: 2 });
    return renewed;
  });
}

async function visit(url, cookie) {
  const response = await fetch(url, { headers: cookie ? { cookie } : {} });
  const [line, ...others] = response.headers.getSetCookie();
  assert.deepEqual(others, []);
  assert.match(line, /^__Host-session=[\w-]+; /);
  for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) {
    assert.ok(line.split('; ').includes(attribute), `${attribute} in ${line}`);
  }
  assert.match(response.headers.get('cache-control'), /no-store/);
  return [await response.json(), line.split(';', 1)[0]];
}
