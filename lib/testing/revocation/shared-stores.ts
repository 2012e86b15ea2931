import { deepEqual, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { RevocationEntry } from '../../revocation-store.js';
import type { StoreCheck } from './one-store.js';
import { device, session } from './store-bench.js';

/** What stores do that were opened over the same thing. */
export const OF_SHARED_STORES: readonly StoreCheck[] = [
  [
    'carries entries of each kind to other processes, as they were',
    async (bench) => {
      const [one, other] = [await bench.open(), await bench.open()];
      const entries = [
        session('newest-secret', 'older-secret'),
        { kind: 'subject', handles: ['subject'], notBefore: Date.now() } as const,
        { kind: 'all', notBefore: Date.now() } as const,
      ];
      for (const entry of entries) await one.store.append(entry);
      await bench.until(() => other.learned.length >= entries.length);
      deepEqual(sorted(other.learned), sorted(entries));
    },
  ],
  [
    'has learned everything in force when it is open',
    async (bench) => {
      const one = await bench.open();
      const entries = Array.from({ length: 2500 }, (_, index) => session(`before-${index}`));
      await Promise.all(entries.map((entry) => one.store.append(entry)));
      const later = await bench.open();
      deepEqual(sorted(later.learned), sorted(entries));
    },
  ],
  [
    'has learned with catchUp() whatever was acknowledged before',
    async (bench) => {
      const [one, other] = [await bench.open(), await bench.open()];
      for (let round = 0; round < 20; round += 1) {
        await one.store.append(session(`round-${round}`));
        await other.store.catchUp();
        ok(other.knows(`round-${round}`));
      }
    },
  ],
  [
    'answers many calls of catchUp() at once, each rightly',
    async (bench) => {
      const [one, other] = [await bench.open(), await bench.open()];
      const rounds = Array.from({ length: 50 }, async (_, round) => {
        await one.store.append(session(`at-once-${round}`));
        await other.store.catchUp();
        ok(other.knows(`at-once-${round}`));
      });
      await Promise.all(rounds);
    },
  ],
  [
    'stays within the name of a cookie',
    async (bench) => {
      const [one, stranger] = [await bench.open(), await bench.open(`other-${randomUUID()}`)];
      await one.store.append(session('mine'));
      await one.store.saveDevices([device('user', 'a')]);
      await stranger.store.catchUp();
      deepEqual(stranger.learned, []);
      deepEqual(await stranger.store.devicesOf(['user']), []);
    },
  ],
  [
    'shares devices',
    async (bench) => {
      const [one, other] = [await bench.open(), await bench.open()];
      await one.store.saveDevices([device('user', 'a')]);
      deepEqual(await other.store.devicesOf(['user']), ['sealed-a']);
    },
  ],
  [
    'stays fresh while nothing happens',
    async (bench) => {
      const { store } = await bench.open();
      const first = store.freshAsOf();
      await bench.until(() => store.freshAsOf() > first);
    },
  ],
];

const sorted = (entries: readonly RevocationEntry[]) =>
  entries.map((entry) => JSON.stringify(entry)).toSorted();
