import { StoreBench, type OpenStore } from './revocation/store-bench.js';
import { OF_ONE_STORE, type StoreCheck } from './revocation/one-store.js';
import { OF_SHARED_STORES } from './revocation/shared-stores.js';

/** One thing that a store must do. `run` rejects when it does not. */
export interface RevocationBehaviour {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface RevocationBehaviourOptions {
  /** false for a store that keeps to one process: what others would learn is left out. Default: true. */
  readonly isShared?: boolean;
  /** How long news may take from one store to another, and a store to say that it is fresh. Milliseconds. Default: 10000. */
  readonly arrivesWithin?: number;
}

/**
 * What every store of revocations must do, as checks for whichever test runner. Each opens stores of its own, under a cookie
 * name that no other uses, and closes them.
 *
 * @param openStore opens a store; what it is opened over must be there already, and the same each time.
 *
 * @example
 * for (const { name, run } of revocationBehaviours((context) => myRevocation({ url }).open(context))) it(name, run);
 */
export function revocationBehaviours(
  openStore: OpenStore,
  { isShared = true, arrivesWithin = 10_000 }: RevocationBehaviourOptions = {},
): RevocationBehaviour[] {
  const behaviour = ([name, check]: StoreCheck): RevocationBehaviour => ({
    name,
    run: async () => {
      const bench = new StoreBench(openStore, arrivesWithin);
      try {
        await check(bench);
      } finally {
        await bench.close();
      }
    },
  });
  return [...OF_ONE_STORE, ...(isShared ? OF_SHARED_STORES : [])].map(behaviour);
}
