import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { libSources, walk, type LibSource } from '../support/lib-sources.js';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
const sources = libSources();
const names = new Set(sources.map(({ name }) => name));

/** What each folder of lib/ may import besides itself. Files directly in lib/ are the base of all. */
const base = ['.'];
const middle = ['envelope', 'cookie', 'revocation', 'legacy'];
const session = [...base, ...middle, 'session'];
const mayImport: Record<string, string[]> = {
  '.': [],
  envelope: base,
  cookie: base,
  revocation: base,
  legacy: base,
  session: [...base, ...middle],
  connect: session,
  nest: [...session, 'connect'],
  redis: [...base, 'revocation'],
  testing: [...session, 'connect', 'nest'],
  cli: [...session, 'connect'],
};
/** index.ts is the public surface: it stands on top of all, and nothing imports it. */
const surface = ['.', 'nest'];

const folderOf = (name: string) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : '.');
const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
const isOwn = (imported: string) => names.has(imported);
const isForeign = (imported: string) => !isOwn(imported) && !imported.startsWith('node:');

function againstDirection({ name }: LibSource, imported: string): boolean {
  const [from, to] = [folderOf(name), folderOf(imported)];
  const allowed = name === 'index.ts' ? surface : mayImport[from];
  return isOwn(imported) && from !== to && !allowed?.includes(to);
}

/** The imports of `modules` that stand outside `folders`. */
const importsOutside = (folders: string[], modules: RegExp) =>
  imports(({ name }, imported) => modules.test(imported) && !folders.includes(folderOf(name)));

/** `file -> module` for each import that `isWrong`, so that a failure names the line to change. */
function imports(isWrong: (source: LibSource, imported: string) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports.filter((each) => isWrong(source, each)).map((each) => `${source.name} -> ${each}`),
  );
}

function filesWith(isWrong: (source: LibSource) => boolean): string[] {
  return sources.filter(isWrong).map(({ name }) => name);
}

describe('imports', () => {
  const declared = new Set([
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.peerDependencies),
  ]);

  it('are declared in package.json, or belong to Node', () => {
    expect(imports((_, imported) => isForeign(imported) && !declared.has(packageOf(imported)))).toEqual([]);
  });

  it('use every dependency that is declared', () => {
    const used = new Set(sources.flatMap((source) => source.imports.map(packageOf)));
    expect(Object.keys(manifest.dependencies).filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('folders', () => {
  it('are known to the table of directions', () => {
    expect(filesWith(({ name }) => !(folderOf(name) in mayImport))).toEqual([]);
  });

  it('import in one direction only', () => {
    expect(imports(againstDirection)).toEqual([]);
  });

  it('never import the public surface', () => {
    expect(imports((_, imported) => imported === 'index.ts')).toEqual([]);
  });

  it('leave the request to connect and nest', () => {
    expect(
      importsOutside(['connect', 'nest', 'testing'], /^(node:http[2s]?|express|fastify|on-headers)$/),
    ).toEqual([]);
  });

  it('leave Nest to nest', () => {
    expect(importsOutside(['nest', 'testing'], /^@nestjs\//)).toEqual([]);
  });

  it('leave cryptography out of cookie', () => {
    const isWrong = /^(node:crypto|libsodium)$/;
    expect(imports(({ name }, imported) => folderOf(name) === 'cookie' && isWrong.test(imported))).toEqual(
      [],
    );
  });
});

describe('the public surface', () => {
  const values = [
    'CookieSessionModule',
    'FreshSession',
    'InjectSessionService',
    'Session',
    'SessionError',
    'SessionFrom',
    'SessionService',
    'getSessionServiceToken',
  ];
  const types = [
    'CookieSessionOptions',
    'CookieSessionOptionsFactory',
    'DeviceRequest',
    'SessionData',
    // What handlers return: TypeScript must be able to name it in an application's declarations.
    'SessionDescription',
    'SessionDevice',
  ];

  it('exports exactly the agreed names, each by name', () => {
    const index = sources.find(({ name }) => name === 'index.ts')!;
    const exported = index.tree.statements.flatMap(exportedNames);
    expect(exported.toSorted()).toEqual([...values, ...types].toSorted());
  });

  it('exports those that are values at run time', async () => {
    expect(Object.keys(await import('../../lib/index.js')).toSorted()).toEqual(values);
  });
});

describe('the legacy readers', () => {
  /** A reader is what has `defineReader` make it. */
  const readers = sources.filter(
    ({ name, imports: all }) =>
      folderOf(name) === 'legacy' && name !== 'legacy/index.ts' && all.includes('legacy/define-reader.ts'),
  );
  const files = readers.map(({ name }) => name.slice('legacy/'.length, -'.ts'.length));

  it('have an entry point each, and nothing else of their folder has one', () => {
    expect(files).toHaveLength(10);
    const entries = files.map((name) => `legacy/${name}`);
    const ofLegacy = (paths: object) =>
      Object.keys(paths)
        .map((path) => path.replace('./', ''))
        .filter((path) => path.startsWith('legacy/'));
    expect(ofLegacy(manifest.exports)).toEqual(entries);
    expect(ofLegacy(manifest.typesVersions['*'])).toEqual(entries);
  });

  it('are exported by name, with their options and all else that their files export', () => {
    const index = sources.find(({ name }) => name === 'legacy/index.ts')!;
    const exported = index.tree.statements.flatMap(exportedNames);
    const declared = readers.flatMap(({ tree }) => tree.statements.flatMap(declaredNames));
    expect(declared.length).toBeGreaterThanOrEqual(20);
    expect(declared.filter((name) => !exported.includes(name))).toEqual([]);
  });
});

/** The name of an exported function, interface or type. */
function declaredNames(statement: ts.Statement): string[] {
  const isDeclaration =
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  if (!isDeclaration || !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    return [];
  return [statement.name?.text ?? ''];
}

function exportedNames(statement: ts.Statement): string[] {
  if (!ts.isExportDeclaration(statement))
    return ts.isImportDeclaration(statement) ? [] : [statement.getText()];
  const { exportClause } = statement;
  if (!exportClause || !ts.isNamedExports(exportClause)) return [statement.getText()];
  return exportClause.elements.map(({ name }) => name.text);
}

describe('source files', () => {
  it('are at most 160 lines long', () => {
    expect(filesWith(({ text }) => text.trimEnd().split('\n').length > 160)).toEqual([]);
  });

  it('name relative modules by .js files that exist', () => {
    expect(imports((_, imported) => /^(\.|[\w-]+\/.*\.ts$)/.test(imported) && !isOwn(imported))).toEqual([]);
  });

  // Both would make the build unusable for require(): module-sync serves the ES modules to it.
  it('have no top-level await and no import.meta', () => {
    expect(
      filesWith(({ tree }) => [...walk(tree)].some((node) => isTopLevelAwait(node) || isImportMeta(node))),
    ).toEqual([]);
  });
});

const isImportMeta = (node: ts.Node) =>
  ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword;

function isTopLevelAwait(node: ts.Node): boolean {
  const awaits =
    ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
  return awaits && !ts.findAncestor(node, ts.isFunctionLike);
}
