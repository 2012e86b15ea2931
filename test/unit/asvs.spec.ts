import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readDocument, root } from '../support/documents.js';

interface Row {
  readonly requirement: string;
  readonly metBy: string;
  readonly test: string;
}

const rows: Row[] = Array.from(
  readDocument('docs/asvs.md').text.matchAll(
    /^\| (\d+\.\d+\.\d+) +\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm,
  ),
  ([, requirement = '', , metBy = '', , test = '']) => ({
    requirement,
    metBy: metBy.trim(),
    test: test.trim(),
  }),
);

const numbered = (section: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${section}.${index + 1}`);

/** Every requirement of chapter 7 and section 3.3 in version 5.0.0. */
const demanded = [
  ...numbered('3.3', 5),
  ...numbered('7.1', 3),
  ...numbered('7.2', 4),
  ...numbered('7.3', 2),
  ...numbered('7.4', 5),
  ...numbered('7.5', 3),
  ...numbered('7.6', 2),
  ...numbered('9.1', 3),
  ...numbered('9.2', 4),
];

describe('docs/asvs.md', () => {
  it('has every requirement about sessions, cookies and self-contained tokens, each once', () => {
    const ids = rows.map(({ requirement }) => requirement);
    expect(demanded.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says by what each is met', () => {
    const others = rows.filter(({ metBy }) => !['library', 'application', 'revocation'].includes(metBy));
    expect(others).toEqual([]);
  });

  it.each(rows.filter(({ metBy }) => metBy === 'library').map((row) => [row.requirement, row] as const))(
    'names a test where the library meets %s',
    (_, { test }) => expect(test).not.toBe(''),
  );

  it.each(rows.filter(({ test }) => test !== '').map((row) => [row.requirement, row] as const))(
    'names a test that exists: %s',
    (_, { test }) => {
      const [, link = '', title = ''] = /^\[[\w-]+\]\((\.\.\/test\/[^)]+)\) "(.+)"$/.exec(test) ?? [];
      const file = join(root, posix.join('docs', link));
      expect(existsSync(file) && title !== '').toBe(true);
      expect(readFileSync(file, 'utf8')).toContain(title);
    },
  );
});
