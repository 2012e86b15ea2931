import type { Proof } from '../proof.js';
import { secondCipher, wycheproof } from './aead.js';
import { memoryGrowth } from './memory-growth.js';
import { model } from './model.js';
import { secondImplementation } from './second-implementation.js';
import { tampering } from './tampering.js';

/** In the order of docs/assurance.md. */
export const proofs: readonly Proof[] = [
  tampering,
  secondCipher,
  wycheproof,
  memoryGrowth,
  ...secondImplementation,
  model,
];
