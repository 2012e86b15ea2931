import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

const lib = join(import.meta.dirname, '../../lib');

/** A source file of the library, as TypeScript's own parser sees it; `name` is relative to lib/. */
export interface LibSource {
  name: string;
  text: string;
  tree: ts.SourceFile;
  /** Every module it imports or re-exports, by specifier; a relative one as a path relative to lib/. */
  imports: string[];
}

export function libSources(): LibSource[] {
  return readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map(parse);
}

function parse(name: string): LibSource {
  const text = readFileSync(join(lib, name), 'utf8');
  const tree = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const specifiers = [...walk(tree)].flatMap(specifierOf);
  return { name, text, tree, imports: specifiers.map((specifier) => resolve(name, specifier)) };
}

/** The node and everything below it. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* walk(child);
}

function specifierOf(node: ts.Node): string[] {
  return [...literal(moduleSpecifier(node))];
}

function moduleSpecifier(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isCallExpression(node) && isLoading(node.expression)) return node.arguments[0];
  return undefined;
}

const isLoading = (callee: ts.Expression) =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

function* literal(node: ts.Node | undefined): Generator<string> {
  if (node && ts.isStringLiteralLike(node)) yield node.text;
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}
