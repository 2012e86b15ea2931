import { expect, it } from '@jest/globals';
import { secondImplementation } from '../../../assurance/proofs/second-implementation.js';

it.each(secondImplementation.map((proof) => [proof.title, proof] as const))('%s', async (_, proof) => {
  expect(await proof.run('quick')).toMatchObject({ reached: true, failures: [] });
});
