import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What the programs of test/support/legacy read and print. */
interface Printed {
  readonly version: string;
  readonly cookies: string[];
}

/** A library run by a program that prints the cookies it makes. */
export class ForeignLibrary {
  readonly #made = new Map<string, string>();

  private constructor(
    readonly command: readonly string[],
    readonly script: string,
  ) {}

  /** The first command that runs `probe`, which loads the library; undefined where none does. */
  static find(commands: readonly string[][], probe: string[], script: string): ForeignLibrary | undefined {
    const found = commands.find(([program = '', ...args]) => {
      return spawnSync(program, [...args, ...probe]).status === 0;
    });
    return found && new ForeignLibrary(found, join(import.meta.dirname, 'legacy', script));
  }

  get version(): string {
    return this.#run([]).version;
  }

  /** The value of one cookie; the same request is answered once. */
  cookie(request: object): string {
    const key = JSON.stringify(request);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const [cookie = ''] = this.#run([request]).cookies;
    this.#made.set(key, cookie);
    return cookie;
  }

  #run(requests: readonly object[]): Printed {
    const [program = '', ...args] = this.command;
    const input = JSON.stringify(requests);
    const { status, stdout, stderr } = spawnSync(program, [...args, this.script], {
      input,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${this.script}: ${stderr}`);
    return JSON.parse(stdout) as Printed;
  }
}

/** express-openid-connect, a dependency. */
export const findOpenid = () => ForeignLibrary.find([[process.execPath]], ['-e', '0'], 'openid_cookies.mjs')!;

/** Django, in the first Python that has it: the distribution's own may stand behind another one. */
export const findDjango = () =>
  ForeignLibrary.find([['python3'], ['/usr/bin/python3']], ['-c', 'import django'], 'django_cookies.py');

/** Rails' Action Pack. */
export const findRails = () =>
  ForeignLibrary.find([['ruby', '-W0']], ['-e', "require 'action_dispatch'"], 'rails_cookies.rb');
