import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { device, session, type StoreBench } from './store-bench.js';

export type StoreCheck = readonly [name: string, check: (bench: StoreBench) => Promise<void>];

/** What every store does, shared or not. */
export const OF_ONE_STORE: readonly StoreCheck[] = [
  [
    'names a policy, and limits that can be worked with',
    async (bench) => {
      const { store } = await bench.open();
      ok(store.policy === 'closed' || store.policy === 'open');
      ok(store.maxStale > 0 && store.clockSkew >= 0 && Number.isFinite(store.clockSkew));
    },
  ],
  [
    'takes the same entry twice',
    async (bench) => {
      const { store } = await bench.open();
      const entry = session('twice');
      await store.append(entry);
      await store.append(entry);
      await store.catchUp();
    },
  ],
  [
    'takes many entries at once',
    async (bench) => {
      const { store } = await bench.open();
      const entries = Array.from({ length: 500 }, (_, index) => session(`many-${index}`));
      await Promise.all(entries.map((entry) => store.append(entry)));
    },
  ],
  [
    'gives devices back by subject, under any of its handles, and no others',
    async (bench) => {
      const { store } = await bench.open();
      await store.saveDevices([device('newest', 'a'), device('older', 'b'), device('else', 'c')]);
      deepEqual((await store.devicesOf(['newest', 'older'])).toSorted(), ['sealed-a', 'sealed-b']);
      deepEqual(await store.devicesOf(['nobody']), []);
    },
  ],
  [
    'replaces a device that is there',
    async (bench) => {
      const { store } = await bench.open();
      await store.saveDevices([device('user', 'a')]);
      await store.saveDevices([{ ...device('user', 'a'), sealed: 'later' }]);
      deepEqual(await store.devicesOf(['user']), ['later']);
    },
  ],
  [
    'drops devices by session, under any handle of the subject',
    async (bench) => {
      const { store } = await bench.open();
      await store.saveDevices([device('user', 'a'), device('user', 'b'), device('older', 'a')]);
      await store.dropDevices(['user', 'older'], ['a', 'unknown']);
      deepEqual(await store.devicesOf(['user', 'older']), ['sealed-b']);
      await store.dropDevices(['user'], []);
      deepEqual(await store.devicesOf(['user']), ['sealed-b']);
    },
  ],
  [
    'leaves out devices whose session is over',
    async (bench) => {
      const { store } = await bench.open();
      await store.saveDevices([device('user', 'a'), { ...device('user', 'b'), expiresAt: Date.now() - 1 }]);
      deepEqual(await store.devicesOf(['user']), ['sealed-a']);
    },
  ],
  [
    'bounds the devices of one subject',
    async (bench) => {
      const { store } = await bench.open();
      await store.saveDevices(Array.from({ length: 300 }, (_, index) => device('user', `s${index}`)));
      const { length } = await store.devicesOf(['user']);
      ok(length > 0 && length <= 150, `${length} devices`);
    },
  ],
  [
    'takes no devices, and none of nobody',
    async (bench) => {
      const { store } = await bench.open();
      await store.saveDevices([]);
      deepEqual(await store.devicesOf([]), []);
    },
  ],
  [
    'learns nothing any more when it is closed',
    async (bench) => {
      const [closed, other] = [await bench.open(), await bench.open()];
      await bench.closeStore(closed.store);
      await other.store.append(session('after'));
      await delay(100);
      equal(closed.learned.length, 0);
    },
  ],
];
