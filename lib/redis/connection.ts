import type { Connector, RawClient } from './connector.js';
import { isReply } from './failures.js';

/** Handshake included. */
const OPEN_LIMIT_MS = 2000;
/** Commands without an answer. More than this is no load any more but a fault, and must not fill the memory. */
const MOST_UNANSWERED = 10_000;

/**
 * One connection, or one to each node of a cluster. It breaks for good on the first sign of trouble, silence among
 * them: a peer that is gone without a word looks like one that is slow. One that goes on answering, command after
 * command, is only busy: to break with it and send everything again would make it busier.
 */
export class Connection {
  private unanswered = 0;
  /** When the last answer came, on the clock of `performance.now()`. */
  private heardAt = -Infinity;
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
      await connection.limit(connection.raw.connect(), OPEN_LIMIT_MS, { signal });
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
   * connection breaks or no answer, to this or an earlier command, came for `limitMs` milliseconds, with what happened.
   */
  async send(key: string, command: readonly string[], limitMs: number): Promise<unknown> {
    if (this.broken) throw this.lastError ?? new Error('the connection is closed');
    if (this.unanswered >= MOST_UNANSWERED) throw new Error('too many commands wait for an answer');
    this.unanswered += 1;
    try {
      return await this.limit(this.raw.send(key, command), limitMs, { heardAt: () => this.heardAt });
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

  private async limit<Answer>(answer: Promise<Answer>, limitMs: number, options: Waiting): Promise<Answer> {
    try {
      const given = await within(answer, limitMs, options);
      this.noteAnswer();
      return given;
    } catch (error) {
      if (isReply(error)) {
        this.noteAnswer();
        throw error;
      }
      this.destroy(error as Error);
      throw this.lastError ?? error;
    }
  }

  /** One node of a cluster does not speak for another, so there each answer has its own limit. */
  private noteAnswer(): void {
    if (!this.raw.isCluster) this.heardAt = performance.now();
  }
}

interface Waiting {
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** When the peer was last heard, on the clock of `performance.now()`: the limit counts from then. */
  readonly heardAt?: () => number;
}

/** @throws {Error} when it takes longer, or is aborted. An answer that came while this process was busy is not late. */
export async function within<Answer>(
  answer: Promise<Answer>,
  limitMs: number,
  { signal, heardAt }: Waiting = {},
): Promise<Answer> {
  let stop = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const wait = (milliseconds: number): void => {
      // Timers run before sockets are read: what has arrived is read first.
      timer = setTimeout(() => setImmediate(judge), milliseconds);
    };
    const judge = () => {
      if (isOver) return;
      const left = heardAt === undefined ? 0 : heardAt() + limitMs - performance.now();
      if (left > 0) wait(left);
      else reject(new Error(`no answer within ${limitMs} ms`));
    };
    const abort = () => reject(new Error('closed'));
    wait(limitMs);
    signal?.addEventListener('abort', abort);
    stop = () => {
      isOver = true;
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
