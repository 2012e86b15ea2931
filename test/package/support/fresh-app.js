import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const fixtures = resolve(import.meta.dirname, '../fixtures');

/** A secret as the CLI would print it: each application has its own. */
export const newSecret = () => randomBytes(32).toString('base64url');

/** A fixture folder, copied to a directory of its own, where commands of a fresh application run. */
export class FreshApp {
  directory = mkdtempSync(join(tmpdir(), 'sealed-session-app-'));

  constructor(...folders) {
    for (const folder of folders) cpSync(join(fixtures, folder), this.directory, { recursive: true });
  }

  /** Installs what the fixture's package.json asks for, and the tarball. */
  install() {
    this.run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', process.env.PACKAGE_TARBALL]);
  }

  /** Runs one command to its end and returns its output; if it fails, all that it printed is in the error. */
  run(command, args, options) {
    const { status, stdout, stderr } = this.attempt(command, args, options);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: status ${status}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** The same for a command that may fail. */
  attempt(command, args, { env = {}, input = '' } = {}) {
    const options = { cwd: this.directory, env: freshEnvironment(env), input, encoding: 'utf8' };
    const result = spawnSync(command, args, options);
    if (result.error) throw result.error;
    return result;
  }

  /** Starts a server that prints its address, and stops it when `use` is done with it. */
  async serve(script, env, use) {
    const server = spawn(process.execPath, script, { cwd: this.directory, env: freshEnvironment(env) });
    try {
      return await use(await printedAddress(server));
    } finally {
      server.kill();
    }
  }

  installedVersion(name) {
    return this.readJson(`node_modules/${name}/package.json`).version;
  }

  has(name) {
    return existsSync(join(this.directory, 'node_modules', name));
  }

  readJson(name) {
    return JSON.parse(readFileSync(join(this.directory, name), 'utf8'));
  }

  write(name, text) {
    writeFileSync(join(this.directory, name), text);
  }

  move(from, to) {
    renameSync(join(this.directory, from), join(this.directory, to));
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What the runner itself was started with, and the application was not: orders to npm and npx, to Node, a secret. */
const OWN =
  /^(npm_(package|lifecycle)|npm_config_(package|call|(\w+_)?prefix)$|NODE_(ENV|OPTIONS|TEST_CONTEXT)$|SESSION_)/;

function freshEnvironment(extra) {
  const inherited = Object.entries(process.env).filter(([name]) => !OWN.test(name));
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', ...extra };
}

function printedAddress(server) {
  let output = '';
  return new Promise((resolveAddress, reject) => {
    const read = (chunk) => {
      output += chunk;
      const address = /http:\/\/\S+:\d+/.exec(output);
      if (address) resolveAddress(address[0]);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`the server ended with status ${code}\n${output}`)));
  });
}
