import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A part of the mutation testing report schema that Stryker writes. */
interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

export interface Mutant {
  readonly status:
    'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'RuntimeError' | 'CompileError' | 'Ignored';
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

/** A mutant, and the function that it changes; undefined outside of any. */
export interface Placed {
  readonly file: string;
  readonly inFunction: string | undefined;
  readonly mutant: Mutant;
}

const root = join(import.meta.dirname, '../..');
const REPORT = 'assurance/dist/mutation.json';

let mutants: readonly Placed[] | undefined;

/** Runs Stryker, once however often it is asked for. */
export function runStryker(): readonly Placed[] {
  if (mutants !== undefined) return mutants;
  const stryker = 'assurance/node_modules/@stryker-mutator/core/bin/stryker.js';
  // What it prints goes to standard error: standard output is the table's.
  execFileSync(process.execPath, [stryker, 'run', 'assurance/mutation/stryker.config.js'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NODE_ENV: 'test' },
  });
  const { files } = JSON.parse(readFileSync(join(root, REPORT), 'utf8')) as MutationReport;
  mutants = Object.entries(files).flatMap(([file, { source, mutants: all }]) => place(file, source, all));
  return mutants;
}

function place(file: string, source: string, all: readonly Mutant[]): Placed[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  return all.map((mutant) => {
    const { line, column } = mutant.location.start;
    const position = tree.getPositionOfLineAndCharacter(line - 1, column - 1);
    return { file, inFunction: functionAt(tree, position), mutant };
  });
}

/** The named function or method that stands around a position: the outermost. */
function functionAt(tree: ts.SourceFile, position: number): string | undefined {
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    if (found !== undefined || position < node.getStart() || position >= node.getEnd()) return;
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) found = node.name?.getText();
    else ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** In percent; mutants that do not run count for nothing. */
export function scoreOf(placed: readonly Placed[]): number {
  const killed = placed.filter(
    ({ mutant }) => mutant.status === 'Killed' || mutant.status === 'Timeout',
  ).length;
  return (100 * killed) / (killed + survivors(placed).length);
}

export const survivors = (placed: readonly Placed[]): Placed[] =>
  placed.filter(({ mutant }) => mutant.status === 'Survived' || mutant.status === 'NoCoverage');

export const show = ({ file, mutant }: Placed): string =>
  `${file}:${mutant.location.start.line} ${mutant.mutatorName} ${mutant.replacement ?? ''}`.slice(0, 160);
