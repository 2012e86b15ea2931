import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root, type Block } from './documents.js';

/** Nothing is written here; the files of the documents only need a place inside the package, to find it by its name. */
const FOLDER = join(root, '.documents');

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  strict: true,
  noImplicitOverride: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  isolatedModules: true,
  skipLibCheck: true,
  noEmit: true,
};

/** What a block without a file name takes from the text around it; on its first line, so that line numbers hold. */
const IMPORTS =
  "import { CookieSessionModule, type Session } from 'nestjs-sealed-session'; " +
  "import { ConfigService } from '@nestjs/config'; ";

/** What the documents take for granted. */
const GIVEN: Record<string, string> = {
  'given.ts': `
    import type { INestApplication } from '@nestjs/common';
    import type * as jestGlobals from '@jest/globals';
    import type { Session } from 'nestjs-sealed-session';
    declare global {
      const app: INestApplication;
      const session: Session<Record<string, any>>;
      const describe: typeof jestGlobals.describe;
      const it: typeof jestGlobals.it;
      const expect: typeof jestGlobals.expect;
      const jest: typeof jestGlobals.jest;
      const beforeAll: typeof jestGlobals.beforeAll;
      const afterAll: typeof jestGlobals.afterAll;
      const afterEach: typeof jestGlobals.afterEach;
    }`,
  'src/auth.service.ts': `
    export class AuthService {
      async verify(_name: string, _password: string) {
        return { id: 7, name: 'Ada' };
      }
    }`,
};

interface Source {
  readonly text: string;
  readonly block?: Block;
}

/** Compiles the blocks as one application; a first line such as `// src/app.ts` names a block's file. */
export function compileBlocks(blocks: readonly Block[]): string[] {
  const sources = new Map<string, Source>();
  for (const [name, text] of Object.entries(GIVEN)) sources.set(join(FOLDER, name), { text });
  const twice: string[] = [];
  blocks.forEach((block, index) => {
    const name = /^\/\/ (\S+\.ts)\n/.exec(block.text)?.[1];
    const file = join(FOLDER, name ?? `fragments/${index}.ts`);
    if (sources.has(file)) twice.push(`${block.document}:${block.line}: ${name} is shown twice`);
    sources.set(file, { text: name === undefined ? IMPORTS + block.text : block.text, block });
  });
  const program = ts.createProgram([...sources.keys()], OPTIONS, hostOf(sources));
  return [...twice, ...ts.getPreEmitDiagnostics(program).map((diagnostic) => describe(diagnostic, sources))];
}

function hostOf(sources: ReadonlyMap<string, Source>): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  const folders = new Set([...sources.keys()].map((file) => dirname(file)));
  return {
    ...host,
    fileExists: (file) => sources.has(file) || host.fileExists(file),
    readFile: (file) => sources.get(file)?.text ?? host.readFile(file),
    directoryExists: (folder) => folders.has(folder) || host.directoryExists?.(folder) === true,
    getSourceFile(file, options, ...rest) {
      const source = sources.get(file);
      if (source === undefined) return host.getSourceFile(file, options, ...rest);
      return ts.createSourceFile(file, source.text, options);
    },
  };
}

function describe(
  { file, start = 0, messageText }: ts.Diagnostic,
  sources: ReadonlyMap<string, Source>,
): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const block = file && sources.get(file.fileName)?.block;
  if (!file || !block) return `${file?.fileName ?? 'compiler'}: ${message}`;
  return `${block.document}:${block.line + file.getLineAndCharacterOfPosition(start).line}: ${message}`;
}
