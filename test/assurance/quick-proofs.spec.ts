import { describe, expect, it } from '@jest/globals';
import { proofs } from '../../assurance/proofs/index.js';
import { readDocument } from '../support/documents.js';
import { skipLoudly } from '../support/required.js';

describe('npm run assurance, in its quick size:', () => {
  const quick = proofs.filter(({ fullOnly }) => !fullOnly);

  it.each(quick.map((proof) => [proof.title, proof] as const))(
    '%s',
    async (title, proof) => {
      const { reached, figure, failures = [] } = await proof.run('quick');
      if (reached === 'skipped') return skipLoudly(title, figure);
      expect({ reached, figure, failures }).toEqual({ reached: true, figure, failures: [] });
    },
    120_000,
  );
});

it('has a row for each proof in docs/assurance.md, which says that it was reached or skipped', () => {
  const rows = readDocument('docs/assurance.md').text.matchAll(/^\| .*\| `([\w-]+)` .*\| (\w+) +\|$/gm);
  const verdicts = new Map(Array.from(rows, ([, name, verdict]) => [name, verdict]));
  expect([...verdicts.keys()]).toEqual(proofs.map(({ name }) => name));
  expect([...verdicts.values()].filter((verdict) => !/^(yes|skipped)$/.test(verdict ?? ''))).toEqual([]);
});

it('gives each proof a name of its own', () => {
  const names = proofs.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
