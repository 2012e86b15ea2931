import { setImmediate as turn } from 'node:timers/promises';
import type { RevocationContext, RevocationEntry } from '../revocation-store.js';
import type { Publisher } from './publisher.js';
import { StreamContents } from './stream-contents.js';
import type { StreamReader } from './stream-reader.js';

/** Entries compared in one go, so that no request waits for it. */
const SLICE = 5000;
/** Entries published in one go. */
const BATCH = 500;

/** Publishes again what this process knows and a stream lacks. */
export class Restorer {
  private contents: StreamContents | undefined;

  constructor(
    private readonly reader: () => StreamReader,
    private readonly publisher: Publisher,
    private readonly context: RevocationContext,
    private readonly catchUp: () => Promise<void>,
  ) {}

  /** The stream may lack something: it is read again from the beginning, and `restore` then adds what is missing. */
  readonly need = (): void => {
    this.contents = new StreamContents();
    this.reader().startOver(this.contents);
  };

  /** Call it when the reader has come to the end. What fails is tried again by the next call. */
  async restore(): Promise<void> {
    const { contents } = this;
    if (contents === undefined) return;
    const missing = await this.missing(contents);
    await this.publish(missing, contents);
    if (missing.length > 0)
      this.context.log.warn(
        `Redis had lost revocations: ${missing.length} were missing, and are published again.`,
      );
    if (this.contents !== contents) return;
    this.contents = undefined;
    this.reader().stopNoting();
  }

  /** Every process does this now. Each takes the batches in an order of its own, and leaves out what others have done. */
  private async publish(missing: readonly RevocationEntry[], contents: StreamContents): Promise<void> {
    const isLacking = (entry: RevocationEntry) => !contents.has(entry);
    for (const start of shuffled(missing.length)) {
      const batch = missing.slice(start, start + BATCH);
      if (!batch.some(isLacking)) continue;
      await this.catchUp();
      await this.publisher.publish(batch.filter(isLacking));
    }
  }

  private async missing(contents: StreamContents): Promise<RevocationEntry[]> {
    const missing: RevocationEntry[] = [];
    let compared = 0;
    for (const entry of this.context.known()) {
      if (!contents.has(entry)) missing.push(entry);
      compared += 1;
      if (compared % SLICE === 0) await turn();
    }
    return missing;
  }
}

/** Where batches begin, in any order. */
function shuffled(length: number): number[] {
  const starts = Array.from({ length: Math.ceil(length / BATCH) }, (_, index) => ({
    start: index * BATCH,
    rank: Math.random(),
  }));
  return starts.toSorted((a, b) => a.rank - b.rank).map(({ start }) => start);
}
