import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { compileBlocks } from '../support/compile-blocks.js';
import { documents, firstColumn, localLinks, readDocument, root, section } from '../support/documents.js';

const { version }: { version: string } = createRequire(import.meta.url)('@nestjs/core/package.json');
const onNest12 = Number.parseInt(version, 10) >= 12;

const options = readDocument('docs/options.md');
const life = readDocument('docs/session-life.md');
const observability = readDocument('docs/observability.md');
const allText = documents.map(({ text }) => text).join('\n');

function parse(file: string): ts.SourceFile {
  const text = readFileSync(join(root, 'lib', file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
}

/** Names of the properties of an interface. */
function propertiesOf(file: string, name: string): string[] {
  const found = parse(file)
    .statements.filter(ts.isInterfaceDeclaration)
    .find((each) => each.name.text === name);
  return (found?.members ?? []).map((member) => member.name?.getText() ?? '');
}

/** The strings of a union type. */
function stringsOf(file: string, name: string): string[] {
  const found = parse(file)
    .statements.filter(ts.isTypeAliasDeclaration)
    .find((each) => each.name.text === name);
  return Array.from(found?.type.getText().matchAll(/'([^']+)'/g) ?? [], ([, text = '']) => text);
}

const namesIn = (text: string, pattern: RegExp): string[] =>
  Array.from(text.matchAll(pattern), ([, name = '']) => name);

const sorted = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

describe('code in the documents', () => {
  const blocks = documents
    .flatMap((document) => document.blocks)
    .filter(({ language, text }) => language === 'ts' && (onNest12 || !text.startsWith('// Nest 12')));

  it('compiles', () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(compileBlocks(blocks)).toEqual([]);
  }, 120_000);

  it('would not compile with a name that the package lacks', () => {
    const text =
      "// src/wrong.ts\nimport { Sessions } from 'nestjs-sealed-session';\n\nexport default Sessions;\n";
    const errors = compileBlocks([{ document: 'README.md', language: 'ts', line: 10, text }]);
    expect(errors).toEqual([expect.stringMatching(/^README\.md:11: .*no exported member.*Sessions/)]);
  }, 120_000);
});

describe('links between the documents', () => {
  it.each(documents.map((document) => [document.path, document] as const))('resolve in %s', (_, document) => {
    const broken = localLinks(document).filter(({ file, anchor }) => {
      if (!existsSync(join(root, file))) return true;
      return anchor !== '' && !readDocument(file).headings.some((heading) => heading.anchor === anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('docs/options.md', () => {
  const known = [
    ...propertiesOf('options.ts', 'CookieSessionOptions').filter((name) => name !== 'cookie'),
    ...propertiesOf('cookie-options.ts', 'CookieOptions').map((name) => `cookie.${name}`),
    ...propertiesOf('nest/cookie-session.module.ts', 'CookieSessionModuleExtras'),
  ];

  it('has a heading for each option, and for nothing else', () => {
    const headings = options.headings.flatMap(({ title }) => /^`(.+)`$/.exec(title)?.[1] ?? []);
    expect(known.length).toBeGreaterThan(15);
    expect(sorted(headings)).toEqual(sorted(known));
  });

  it('has each in its table, with its default', () => {
    const rows = Array.from(
      options.prose.matchAll(/^\| \[`([^`]+)`\]\(#\w+\) +\| \S/gm),
      ([, name = '']) => name,
    );
    expect(sorted(rows)).toEqual(sorted(known));
  });
});

describe('errors and events', () => {
  const codes = [...stringsOf('errors.ts', 'SessionErrorCode'), 'ERR_SESSION_RESERVED_NAME'];

  it('have each code in the table of docs/session-life.md, and no other', () => {
    expect(codes.length).toBeGreaterThan(10);
    expect(sorted(firstColumn(section(life, 'Errors')))).toEqual(sorted(codes));
  });

  it('have no code in any document that does not exist', () => {
    const named = Array.from(allText.matchAll(/ERR_SESSION_\w+/g), ([code]) => code);
    expect(sorted(named).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('have each channel in docs/observability.md, with the properties of its message', () => {
    const channels = Array.from(
      parse('diagnostics.ts')
        .getText()
        .matchAll(/: open<\{([^>]+)\}>\(\s*'([^']+)'/g),
      ([, type = '', name = '']) => [`nestjs-sealed-session:${name}`, namesIn(type, /(\w+): /g)],
    );
    const rows = Array.from(
      section(observability, 'Channels').matchAll(/^\| `(nestjs-[^`]+)` .*\| ([^|]+)\|$/gm),
      ([, name = '', message = '']) => [name, namesIn(message, /`(\w+)`/g)],
    );
    expect(channels.length).toBeGreaterThan(5);
    expect(rows).toEqual(channels);
    const properties = channels.flatMap(([, names = []]) => names);
    const explained = firstColumn(section(observability, 'Channels')).filter((name) => !name.includes(':'));
    expect(sorted(explained)).toEqual(sorted(properties));
  });

  it('have each reason in docs/observability.md, and no other', () => {
    const reasons = stringsOf('diagnostics.ts', 'RejectionReason');
    expect(reasons.length).toBeGreaterThan(5);
    expect(sorted(firstColumn(section(observability, 'Reasons')))).toEqual(sorted(reasons));
  });
});
