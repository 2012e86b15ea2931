import { setTimeout as delay } from 'node:timers/promises';
import { afterEach } from '@jest/globals';
import { type RedisRevocationOptions, redisRevocation } from '../../lib/redis/index.js';
import type { RevocationContext, RevocationEntry, RevocationStore } from '../../lib/revocation-store.js';

export const DAY = 24 * 60 * 60 * 1000;

const open: RevocationProcess[] = [];

/** What a process of an application has: a store, what it learned, and what was logged. Closed after each test. */
export class RevocationProcess {
  /** By handle (or `all`): the end of the session, or the instant not before. */
  readonly learned = new Map<string, number>();
  readonly logged: string[] = [];
  store!: RevocationStore;

  /** Learns and applies at once, as the library does, and shares it. */
  async revoke(entry: RevocationEntry): Promise<void> {
    this.learn(entry);
    await this.store.append(entry);
  }

  knows(handle: string): boolean {
    return this.learned.has(handle);
  }

  /** Milliseconds since everything that was revoked by then was known. */
  get age(): number {
    return performance.now() - this.store.freshAsOf();
  }

  context(given: Partial<RevocationContext> = {}): RevocationContext {
    const write = (message: string) => void this.logged.push(message);
    return {
      cookieName: '__Host-session',
      retention: 7 * DAY,
      learn: (entry) => this.learn(entry),
      known: () => this.#known.values(),
      log: { warn: write, error: write },
      ...given,
    };
  }

  readonly #known = new Map<string, RevocationEntry>();

  private learn(entry: RevocationEntry): void {
    const handles = entry.kind === 'all' ? ['all'] : entry.handles;
    const time = entry.kind === 'session' ? entry.expiresAt : entry.notBefore;
    for (const handle of handles) {
      this.learned.set(handle, time);
      this.#known.set(handle, entry.kind === 'all' ? entry : { ...entry, handles: [handle] });
    }
  }
}

/** Opens a store over Redis. */
export async function openProcess(
  options: RedisRevocationOptions,
  context: Partial<RevocationContext> = {},
): Promise<RevocationProcess> {
  const one = new RevocationProcess();
  one.store = await redisRevocation(options).open(one.context(context));
  open.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ store }) => store.close()));
});

/** The entry for a session that lives for another hour. */
export const sessionEntry = (...handles: string[]): RevocationEntry => ({
  kind: 'session',
  handles,
  expiresAt: Date.now() + DAY / 24,
});

/** Waits for something to become true; returns after how many milliseconds. */
export async function until(isTrue: () => boolean | Promise<boolean>, limitMs = 5000): Promise<number> {
  const start = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - start > limitMs) throw new Error(`Not within ${limitMs} ms.`);
    await delay(5);
  }
  return performance.now() - start;
}

/** What a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not reject.');
}
