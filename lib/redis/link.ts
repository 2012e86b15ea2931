import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from './connection.js';
import type { Connector } from './connector.js';

/** Between two attempts. */
const RETRY_MS = 250;

/** A connection that is opened when it is needed, and another one when that broke. */
export class Link {
  private current: Promise<Connection> | undefined;
  private opened: Connection | undefined;
  private failedAt = -Infinity;
  private readonly closing = new AbortController();

  constructor(private readonly connector: Connector) {}

  /** The connection. Rejects with why there is none; attempts are never closer than a quarter of a second. */
  get(): Promise<Connection> {
    if (this.opened?.isBroken) this.current = this.opened = undefined;
    this.current ??= this.open();
    return this.current;
  }

  get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  close(): void {
    this.closing.abort();
    this.opened?.destroy();
  }

  private async open(): Promise<Connection> {
    try {
      await this.pause();
      const connection = await Connection.open(this.connector, this.closing.signal);
      if (this.closing.signal.aborted) connection.destroy();
      this.opened = connection;
      return connection;
    } catch (error) {
      this.failedAt = performance.now();
      this.current = undefined;
      throw error;
    }
  }

  private async pause(): Promise<void> {
    const { signal } = this.closing;
    const wait = this.failedAt + RETRY_MS - performance.now();
    if (wait > 0) await delay(wait, undefined, { signal });
    signal.throwIfAborted();
  }
}
