import { ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  RevocationContext,
  RevocationEntry,
  RevocationStore,
  StoredDevice,
} from '../../revocation-store.js';

export type OpenStore = (context: RevocationContext) => Promise<RevocationStore>;

const HOUR = 60 * 60 * 1000;

/** What a process has: its store, and what it learned. */
export interface OpenedStore {
  readonly store: RevocationStore;
  readonly learned: RevocationEntry[];
  knows(handle: string): boolean;
}

/** Opens stores for one check, and closes them. */
export class StoreBench {
  private readonly cookieName = `behaviour-${randomUUID()}`;
  private readonly stores = new Set<RevocationStore>();

  constructor(
    private readonly openStore: OpenStore,
    private readonly arrivesWithin: number,
  ) {}

  async open(cookieName = this.cookieName): Promise<OpenedStore> {
    const known = new Map<string, RevocationEntry>();
    const learned: RevocationEntry[] = [];
    const learn = (entry: RevocationEntry) => {
      const key = JSON.stringify(entry);
      // What comes twice counts once: stores need not keep count.
      if (!known.has(key)) learned.push(entry);
      known.set(key, entry);
    };
    const log = { warn: () => undefined, error: () => undefined };
    const store = await this.openStore({
      cookieName,
      retention: 24 * HOUR,
      learn,
      known: () => known.values(),
      log,
    });
    this.stores.add(store);
    const knows = (handle: string) =>
      learned.some((entry) => entry.kind !== 'all' && entry.handles.includes(handle));
    return { store, learned, knows };
  }

  async until(isTrue: () => boolean): Promise<void> {
    const end = performance.now() + this.arrivesWithin;
    while (!isTrue()) {
      ok(performance.now() < end, `not within ${this.arrivesWithin} ms`);
      await delay(5);
    }
  }

  /** Nothing is called on it afterwards. */
  async closeStore(store: RevocationStore): Promise<void> {
    this.stores.delete(store);
    await store.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.stores].map((store) => this.closeStore(store)));
  }
}

export const session = (...handles: string[]): RevocationEntry => ({
  kind: 'session',
  handles,
  expiresAt: Date.now() + HOUR,
});

export const device = (subject: string, name: string): StoredDevice => ({
  subject,
  session: name,
  sealed: `sealed-${name}`,
  expiresAt: Date.now() + HOUR,
});
