import type { SessionManager } from '../../lib/session/session-manager.js';
import { newSecret } from '../../test/support/envelopes.js';
import { testManager } from '../../test/support/managers.js';
import { HOUR } from '../clock.js';

export const INSTANCES = 3;
export const TIMEOUT = HOUR;
export const ABSOLUTE_TIMEOUT = 24 * HOUR;
/** The longest that a session asks for with `touch({ timeout })`. */
export const LONGEST_TIMEOUT = 3 * HOUR;

const ROTATIONS = 3;

/** One step of the rotation in docs/deployment.md: the secrets by number, the first of which seals. */
export interface Step {
  readonly keys: readonly number[];
  /** A secret goes: not before the wait of step 4. */
  readonly retires: boolean;
  readonly manager: SessionManager;
}

/** [0], [0, 1], [1, 0], [1], [1, 2] …: what is deployed one after the other. */
export async function rotationSteps(): Promise<Step[]> {
  const secrets = Array.from({ length: ROTATIONS + 1 }, newSecret);
  const lists = secrets.flatMap((_, key) => [
    { keys: [key], retires: key > 0 },
    { keys: [key, key + 1], retires: false },
    { keys: [key + 1, key], retires: false },
  ]);
  return Promise.all(
    lists.slice(0, 1 - 3).map(async ({ keys, retires }) => {
      const own = keys.map((key) => secrets[key] as string);
      const options = { timeout: TIMEOUT, absoluteTimeout: ABSOLUTE_TIMEOUT, maxBytes: 16_384 };
      return { keys, retires, manager: await testManager({ secrets: own, ...options }) };
    }),
  );
}
