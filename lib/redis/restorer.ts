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

  /** Every process does this now. Each begins somewhere else, and leaves out what others have published meanwhile. */
  private async publish(missing: readonly RevocationEntry[], contents: StreamContents): Promise<void> {
    const { length } = missing;
    const start = Math.floor(Math.random() * length);
    for (let done = 0; done < length; done += BATCH) {
      const lacking = around(missing, start + done, Math.min(BATCH, length - done)).filter(
        (entry) => !contents.has(entry),
      );
      if (lacking.length === 0) continue;
      await this.catchUp();
      await this.publisher.publish(lacking.filter((entry) => !contents.has(entry)));
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

/** So many of a list from an index on, and on from its beginning when it ends. */
const around = <One>(list: readonly One[], from: number, count: number): One[] =>
  Array.from({ length: count }, (_, index) => list[(from + index) % list.length] as One);
