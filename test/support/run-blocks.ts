import { createRequire } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';
import type { Document } from './documents.js';

const require = createRequire(import.meta.url);

const COMPILER_OPTIONS = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

/**
 * The blocks of a document as modules, under the names on their first lines: `// src/app.ts`. Each is run once, when it is
 * asked for or imported by another. What is given stands for the modules of these names, else packages are the real ones.
 */
export function blocksOf(document: Document, given: Readonly<Record<string, object>> = {}) {
  const finished = new Map<string, any>();
  const run = (name: string): any => {
    if (finished.has(name)) return finished.get(name);
    const exports = {};
    finished.set(name, exports);
    const { outputText } = ts.transpileModule(textOf(document, name), { compilerOptions: COMPILER_OPTIONS });
    const load = (specifier: string): unknown => given[specifier] ?? loadFrom(name, specifier);
    // oxlint-disable-next-line typescript/no-implied-eval
    new Function('require', 'exports', outputText)(load, exports);
    return exports;
  };
  const loadFrom = (name: string, specifier: string): unknown => {
    if (!specifier.startsWith('.')) return require(specifier);
    return run(posix.join(posix.dirname(name), specifier).replace(/\.js$/, '.ts'));
  };
  return run;
}

function textOf({ path, blocks }: Document, file: string): string {
  const block = blocks.find(({ text }) => text.startsWith(`// ${file}\n`));
  if (!block) throw new Error(`${path} has no ${file}.`);
  return block.text;
}
