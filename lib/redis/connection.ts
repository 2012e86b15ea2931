import type { Connector, RawClient } from './connector.js';
import { isReply } from './failures.js';

/** Handshake included. */
const OPEN_LIMIT_MS = 2000;
/** Commands without an answer. More than this is no load any more but a fault, and must not fill the memory. */
const MOST_UNANSWERED = 10_000;

/**
 * One connection, or one to each node of a cluster. It breaks for good on the first sign of trouble, an overdue answer
 * among them: a peer that is gone without a word looks like one that is slow.
 */
export class Connection {
  private unanswered = 0;
  private broken = false;
  private lastError: Error | undefined;

  private constructor(private readonly raw: RawClient) {
    // A Sentinel client and a cluster tell here why, and reject with something general.
    raw.on('error', (error) => void (this.lastError = error));
  }

  /** @param signal ends the attempt. */
  static async open(connector: Connector, signal: AbortSignal): Promise<Connection> {
    const connection = new Connection(connector.create());
    try {
      await connection.limit(connection.raw.connect(), OPEN_LIMIT_MS, signal);
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  get isBroken(): boolean {
    return this.broken;
  }

  /**
   * Sends a command about one key, behind those that were sent before. Rejects with what Redis answers, or, when the
   * connection breaks or no answer came within `limitMs` milliseconds, with what happened.
   */
  async send(key: string, command: readonly string[], limitMs: number): Promise<unknown> {
    if (this.broken) throw this.lastError ?? new Error('the connection is closed');
    if (this.unanswered >= MOST_UNANSWERED) throw new Error('too many commands wait for an answer');
    this.unanswered += 1;
    try {
      return await this.limit(this.raw.send(key, command), limitMs);
    } finally {
      this.unanswered -= 1;
    }
  }

  /** Ends it, and with it every command that waits. */
  destroy(error?: Error): void {
    if (this.broken) return;
    this.broken = true;
    this.lastError ??= error;
    void this.putAway();
  }

  private async putAway(): Promise<void> {
    try {
      await this.raw.destroy();
    } catch {
      // It is gone already.
    }
  }

  private async limit<Answer>(
    answer: Promise<Answer>,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<Answer> {
    try {
      return await within(answer, limitMs, signal);
    } catch (error) {
      if (isReply(error)) throw error;
      this.destroy(error as Error);
      throw this.lastError ?? error;
    }
  }
}

/** @throws {Error} when it takes longer, or is aborted. An answer that came while this process was busy is not late. */
export async function within<Answer>(
  answer: Promise<Answer>,
  limitMs: number,
  signal?: AbortSignal,
): Promise<Answer> {
  let stop = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    const give = () => reject(new Error(`no answer within ${limitMs} ms`));
    // Timers run before sockets are read: what has arrived is read first.
    const timer = setTimeout(() => setImmediate(give), limitMs);
    const abort = () => reject(new Error('closed'));
    signal?.addEventListener('abort', abort);
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    stop();
  }
}
