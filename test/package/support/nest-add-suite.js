// `nest add` in an application fresh from `nest new`. What is tried is the packed tarball, which no
// registry has: it is installed first, and `nest add` is told to skip its own `npm install nestjs-sealed-session`. The
// rest is what users get: the CLI finds the schematic in node_modules, and it runs in the CLI's own process.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FreshApp } from './fresh-app.js';

const CONTROLLER = (extension) => `import { Controller, Get } from '@nestjs/common';
import { Session } from 'nestjs-sealed-session';
import { AppService } from './app.service${extension}';

@Controller()
export class AppController {
  constructor(private readonly appService: AppService) {}

  @Get()
  getHello(@Session() session: Session): string {
    session.views = (session.views ?? 0) + 1;
    return \`\${this.appService.getHello()} \${session.views}\`;
  }
}
`;

/**
 * What `nest add` does with the CLI of one major. Of the flags that skip the installation, the long one also reaches the
 * schematic, the short one only the CLI: with `-s` the schematic itself `installs` what it added.
 */
export function describeNestAdd({ major, modules, extension, skip, installs }) {
  describe(`nest add with CLI ${major}, in a fresh application (${modules})`, () => {
    const app = new FreshApp();
    const files = ['src/app.module.ts', 'package.json', '.env', '.env.example', '.gitignore'];
    const read = (name) => readFileSync(join(app.directory, name), 'utf8');
    const nest = (...args) => app.run('npx', ['nest', ...args]);
    const add = () => nest('add', 'nestjs-sealed-session', skip);
    after(() => app.remove());

    before(() => {
      const flags = ['--directory', '.', '--skip-git', '--skip-install', '--package-manager', 'npm'];
      app.run('npx', ['-y', `@nestjs/cli@${major}`, 'new', 'shop', ...flags]);
      app.install();
    });

    it('has the CLI and the Nest of that major', (test) => {
      for (const name of ['@nestjs/cli', '@nestjs/core']) {
        test.diagnostic(`${name} ${app.installedVersion(name)}`);
        assert.match(app.installedVersion(name), new RegExp(`^${major}\\.`));
      }
      assert.equal(app.readJson('package.json').type === 'module', extension === '.js');
    });

    it('leaves everything as it was where there is no app.module.ts', () => {
      const module = read('src/app.module.ts');
      app.move('src/app.module.ts', 'app.module.ts');
      const { stdout, stderr } = app.attempt('npx', ['nest', 'add', 'nestjs-sealed-session', skip]);
      app.move('app.module.ts', 'src/app.module.ts');
      assert.match(stdout + stderr, /There is no src\/app\.module\.ts/);
      assert.ok(!existsSync(join(app.directory, '.env')));
      assert.equal(read('src/app.module.ts'), module);
    });

    it('imports the module, adds the dependency and writes a secret', () => {
      add();
      assert.match(read('src/app.module.ts'), /CookieSessionModule\.forRootAsync\(\{/);
      assert.match(read('.env'), /^SESSION_SECRET=[\w-]{43}\n$/);
      assert.match(read('.env.example'), /^SESSION_SECRET=$/m);
      assert.match(read('.gitignore'), /^\.env$/m);
      const { dependencies } = app.readJson('package.json');
      assert.ok(dependencies['nestjs-sealed-session']);
      assert.equal(dependencies['@nestjs/config'], major === 11 ? '^4.0.0' : '^12.0.0');
      assert.equal(existsSync(join(app.directory, 'node_modules/@nestjs/config')), installs);
    });

    it('changes nothing the second time', () => {
      const texts = files.map(read);
      add();
      assert.deepEqual(files.map(read), texts);
    });

    it('leaves an application that builds, starts and gives a cookie', async () => {
      if (!installs) app.run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock']);
      app.write('src/app.controller.ts', CONTROLLER(extension));
      app.write(
        'src/main.ts',
        read('src/main.ts').replace(/(await app\.listen\().*/, '$10);\n  console.log(await app.getUrl());'),
      );
      nest('build');
      await app.serve(['dist/main.js'], { NODE_ENV: 'production' }, async (origin) => {
        const first = await fetch(origin.replace('[::1]', 'localhost'));
        const [line] = first.headers.getSetCookie();
        assert.match(line, /^__Host-session=[\w-]+; .*Secure/);
        const headers = { cookie: line.split(';', 1)[0] };
        const second = await fetch(origin.replace('[::1]', 'localhost'), { headers });
        assert.equal(await second.text(), 'Hello World! 2');
      });
    });

    it('lets the start fail without the secret of .env', () => {
      app.write('.env', read('.env.example'));
      const { status, stdout, stderr } = app.attempt('node', ['dist/main.js']);
      assert.notEqual(status, 0);
      assert.match(stdout + stderr, /npx nestjs-sealed-session keygen/);
    });
  });
}
