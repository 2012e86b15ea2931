import { createRequire } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';
import type { Document } from './documents.js';

const require = createRequire(import.meta.url);

/**
 * Runs a block of a document as the module that its first line names, `// src/app.ts`, with what it imports of the same
 * document. Packages are the real ones, but for those that are given. Returns the exports.
 */
export function runBlock(
  document: Document,
  file: string,
  given: Readonly<Record<string, object>> = {},
): any {
  const finished = new Map<string, object>();
  const run = (name: string): object => {
    const exports = finished.get(name) ?? {};
    if (finished.has(name)) return exports;
    finished.set(name, exports);
    const load = (specifier: string): unknown =>
      specifier.startsWith('.')
        ? run(posix.join(posix.dirname(name), specifier).replace(/\.js$/, '.ts'))
        : (given[specifier] ?? require(specifier));
    // oxlint-disable-next-line typescript/no-implied-eval
    new Function('require', 'exports', toCommonJs(textOf(document, name)))(load, exports);
    return exports;
  };
  return run(file);
}

function textOf({ path, blocks }: Document, file: string): string {
  const block = blocks.find(({ text }) => text.startsWith(`// ${file}\n`));
  if (!block) throw new Error(`${path} has no ${file}.`);
  return block.text;
}

const toCommonJs = (text: string): string =>
  ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  }).outputText;
