import { setTimeout as delay } from 'node:timers/promises';
import type { RevocationEntry } from '../revocation-store.js';
import { within } from './connection.js';
import { messageOf, remedyOf } from './failures.js';
import type { Link } from './link.js';
import type { StreamCommands } from './stream-commands.js';

/** In which an entry is acknowledged, or refused. */
const APPEND_LIMIT_MS = 1500;
/** Of silence in one attempt, so that a connection that is dead without a word leaves time for another one. */
const ATTEMPT_LIMIT_MS = 750;
const RETRY_MS = 100;
/** Entries that were refused and wait for better times; beyond, everything that is known is compared. */
const MOST_KEPT = 1000;

/** Appends revocations to the stream. */
export class Publisher {
  private kept: RevocationEntry[] = [];

  constructor(
    private readonly link: Link,
    private readonly commands: StreamCommands,
    private readonly horizon: () => number,
    /** More was refused than is kept. */
    private readonly onOverflow: () => void,
  ) {}

  /** Resolves when Redis has acknowledged. Rejects within a second and a half, and then publishes it when it can. */
  async append(entry: RevocationEntry): Promise<void> {
    const deadline = performance.now() + APPEND_LIMIT_MS;
    for (;;) {
      try {
        return await this.attempt(entry, deadline);
      } catch (error) {
        // The next attempt must have time for an answer.
        const isOver = performance.now() + 2 * RETRY_MS > deadline || this.link.isClosed;
        if (isOver || remedyOf(error) !== undefined) {
          this.keep(entry);
          throw error;
        }
        await delay(RETRY_MS);
      }
    }
  }

  /** Publishes what was refused. */
  async publishKept(): Promise<void> {
    const { kept } = this;
    this.kept = [];
    try {
      await this.publish(kept);
    } catch (error) {
      kept.forEach((entry) => this.keep(entry));
      throw error;
    }
  }

  /** Publishes up to a thousand, together. */
  async publish(entries: readonly RevocationEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const connection = await this.link.get();
    const horizon = this.horizon();
    const append = (entry: RevocationEntry) =>
      this.commands.append(connection, entry, horizon, APPEND_LIMIT_MS);
    await Promise.all(entries.map(append));
  }

  private async attempt(entry: RevocationEntry, deadline: number): Promise<void> {
    const left = () => Math.max(RETRY_MS, Math.ceil(deadline - performance.now()));
    const connection = await within(this.link.get(), left());
    try {
      const limitMs = Math.min(left(), ATTEMPT_LIMIT_MS);
      await within(this.commands.append(connection, entry, this.horizon(), limitMs), left());
    } catch (error) {
      // The server is no primary any more, or not yet: perhaps another connection leads to one.
      if (/^(READONLY|NOREPLICAS|LOADING|MASTERDOWN) /.test(messageOf(error))) connection.destroy();
      throw error;
    }
  }

  private keep(entry: RevocationEntry): void {
    if (this.kept.length < MOST_KEPT) this.kept.push(entry);
    else this.onOverflow();
  }
}
