import { setImmediate as turn } from 'node:timers/promises';
import type { RevocationContext, RevocationEntry } from '../revocation-store.js';
import type { Publisher } from './publisher.js';
import { StreamContents } from './stream-contents.js';
import type { StreamReader } from './stream-reader.js';

/** Entries compared in one go, so that no request waits for it. */
const SLICE = 5000;

/** Publishes again what this process knows and a stream lacks. */
export class Restorer {
  private contents: StreamContents | undefined;

  constructor(
    private readonly reader: () => StreamReader,
    private readonly publisher: Publisher,
    private readonly context: RevocationContext,
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
    // Every process does this now. Each begins somewhere else, and leaves out what others have published meanwhile.
    const start = Math.floor(Math.random() * missing.length);
    const rotated = [...missing.slice(start), ...missing.slice(0, start)];
    await this.publisher.publish(rotated, (entry) => !contents.has(entry));
    if (missing.length > 0)
      this.context.log.warn(`Redis had lost revocations: ${missing.length} were published again.`);
    if (this.contents !== contents) return;
    this.contents = undefined;
    this.reader().stopNoting();
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
