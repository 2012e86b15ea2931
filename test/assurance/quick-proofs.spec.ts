import { describe, expect, it } from '@jest/globals';
import { proofs } from '../../assurance/proofs/index.js';
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

it('gives each proof a name of its own', () => {
  const names = proofs.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
