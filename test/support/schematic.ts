import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './documents.js';

/** The parts of the devkit's tree that our schematic uses: files that are written together, or not at all. */
export class FakeTree {
  readonly files: Map<string, string>;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files).map(([path, text]) => [`/${path}`, text]));
  }

  read(path: string): Buffer | null {
    const text = this.files.get(absolute(path));
    return text === undefined ? null : Buffer.from(text);
  }

  exists(path: string): boolean {
    return this.files.has(absolute(path));
  }

  create(path: string, text: string): void {
    if (this.exists(path)) throw new Error(`${path} exists.`);
    this.files.set(absolute(path), text);
  }

  overwrite(path: string, text: string): void {
    if (!this.exists(path)) throw new Error(`${path} does not exist.`);
    this.files.set(absolute(path), text);
  }

  getDir(folder: string) {
    const paths = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return { visit: (visitor: (path: string) => void) => paths.forEach((path) => visitor(path)) };
  }

  /** The text of a file that must be there. */
  text(path: string): string {
    const text = this.files.get(`/${path}`);
    if (text === undefined) throw new Error(`There is no ${path}.`);
    return text;
  }
}

const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

export interface Run {
  /** What it said, warnings included. */
  readonly said: string;
  /** The tasks it asked for, such as an installation. */
  readonly tasks: object[];
}

/** Runs `nest-add` on a tree, found as the devkit finds it: package.json names a collection, that a factory. */
export async function nestAdd(tree: FakeTree, options: object = {}): Promise<Run> {
  const { schematics } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const collection = JSON.parse(readFileSync(join(root, schematics), 'utf8'));
  const factory: string = join(root, schematics, '..', collection.schematics['nest-add'].factory);
  const { default: nestAddFactory } = await import(factory);
  const said: string[] = [];
  const tasks: object[] = [];
  const say = (message: string): void => void said.push(message);
  nestAddFactory(options)(tree, {
    logger: { info: say, warn: say },
    addTask: (task: { toConfiguration(): object }) => void tasks.push(task.toConfiguration()),
  });
  return { said: said.join('\n'), tasks };
}

export const MANIFEST = `{
  "name": "shop",
  "dependencies": {
    "@nestjs/common": "^12.0.1",
    "rxjs": "^7.8.1"
  }
}
`;

export const MODULE = `import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';

@Module({
  imports: [],
  controllers: [AppController],
})
export class AppModule {}
`;

/** An application as `nest new` makes it, with other files over it. */
export const application = (files: Readonly<Record<string, string>> = {}): FakeTree =>
  new FakeTree({
    'package.json': MANIFEST,
    'nest-cli.json': '{ "sourceRoot": "src" }',
    'src/app.module.ts': MODULE,
    '.gitignore': '/node_modules\n.env\n',
    ...files,
  });
