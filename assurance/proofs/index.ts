import type { Proof } from '../proof.js';
import { secondCipher, wycheproof } from './aead.js';
import { clock } from './clock.js';
import { data } from './data.js';
import { hostileHeaders, hostileRequests } from './hostile-headers.js';
import { memory } from './memory.js';
import { memoryGrowth } from './memory-growth.js';
import { model } from './model.js';
import { mutation } from './mutation.js';
import { rotation } from './rotation.js';
import { secondImplementation } from './second-implementation.js';
import { secrets } from './secrets.js';
import { supplyChain } from './supply-chain.js';
import { tampering } from './tampering.js';
import { twoTabs } from './two-tabs.js';

/** In the order of docs/assurance.md. */
export const proofs: readonly Proof[] = [
  tampering,
  secondCipher,
  wycheproof,
  memoryGrowth,
  ...secondImplementation,
  model,
  hostileHeaders,
  ...hostileRequests,
  ...mutation,
  rotation,
  twoTabs,
  memory,
  secrets,
  ...data,
  ...clock,
  ...supplyChain,
];
