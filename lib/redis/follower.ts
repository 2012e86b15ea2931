import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from './connection.js';
import type { ContactLog } from './contact-log.js';
import { remedyOf } from './failures.js';
import type { Link } from './link.js';
import type { StreamReader } from './stream-reader.js';

/** Between an error and the next attempt. */
const RETRY_MS = 250;

export interface FollowerParts {
  readonly link: Link;
  readonly reader: StreamReader;
  readonly contact: ContactLog;
  readonly policy: 'closed' | 'open';
  /** How long Redis holds an answer back while there is nothing new, in milliseconds. */
  readonly blockMs: number;
  /** How much longer than that an answer may take. */
  readonly graceMs: number;
  /** Once for each connection, until the first succeeds: rejects when this user may not do what is needed. */
  readonly probe: (connection: Connection) => Promise<void>;
  /** Called whenever everything up to now is known. */
  readonly onCurrent: () => void;
}

/** Reads a stream as long as it is not closed, with a connection of its own. */
export class Follower {
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;
  private hasStarted = false;

  constructor(private readonly parts: FollowerParts) {}

  /**
   * Resolves when everything in force has been read; with policy `open`, also when the first attempt failed. Rejects with
   * an error that waiting does not mend.
   */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.running = this.run(resolve, reject);
    });
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.parts.link.close();
    await this.running;
  }

  private async run(resolve: () => void, reject: (error: unknown) => void): Promise<void> {
    const { contact, link, policy } = this.parts;
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        await this.follow(await link.get(), resolve);
      } catch (error) {
        if (signal.aborted) break;
        if (!this.hasStarted && remedyOf(error) !== undefined) return reject(error);
        contact.lost(error);
        if (policy === 'open') resolve();
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
    // Where nobody has waited for it to start, this changes nothing.
    reject(new Error('closed'));
  }

  /** Until something goes wrong; then another connection may do better. */
  private async follow(connection: Connection, resolve: () => void): Promise<never> {
    const { reader, contact, blockMs, graceMs } = this.parts;
    try {
      await this.meet(connection);
      contact.back();
      resolve();
      let checkedAt = performance.now();
      for (;;) {
        const isQuiet = await reader.wait(connection, blockMs, blockMs + graceMs);
        if (!isQuiet && performance.now() - checkedAt < blockMs) continue;
        await this.check(connection);
        checkedAt = performance.now();
      }
    } finally {
      connection.destroy();
    }
  }

  private async meet(connection: Connection): Promise<void> {
    if (!this.hasStarted) await this.parts.probe(connection);
    await this.check(connection);
    this.hasStarted = true;
  }

  private async check(connection: Connection): Promise<void> {
    await this.parts.reader.check(connection);
    this.parts.onCurrent();
  }
}
