import { describe, it } from '@jest/globals';
import { embeddedRevocation } from '../../../lib/revocation/embedded.js';
import { revocationBehaviours } from '../../../lib/testing/index.js';

describe('the store in memory', () => {
  for (const { name, run } of revocationBehaviours((context) => embeddedRevocation.open(context), {
    isShared: false,
  }))
    it(name, run);
});
