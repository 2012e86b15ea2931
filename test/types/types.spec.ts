import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const folder = import.meta.dirname;
const root = join(folder, '../..');

/** Types that the library has for itself only. */
const OWN_TYPES = join(root, 'lib/libsodium.d.ts');

function options(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, noEmit: true };
}

/** What the compiler says about files in which every expectation is one of types. */
function errorsIn(files: readonly string[]): string[] {
  const program = ts.createProgram([...files, OWN_TYPES], options());
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

const typesIn = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith('.types.ts'))
    .map((name) => join(path, name));

describe('types', () => {
  it('are what the files here expect', () => {
    const files = typesIn(folder);
    expect(files.length).toBeGreaterThan(3);
    expect(errorsIn(files)).toEqual([]);
  }, 120_000);

  /** In a program of its own: an augmentation reaches every file beside it. */
  it('are what they are with SessionData augmented', () => {
    const files = typesIn(join(folder, 'augmented'));
    expect(files).toHaveLength(1);
    expect(errorsIn(files)).toEqual([]);
  }, 120_000);
});
