import type { RevocationContext } from '../revocation-store.js';
import type { Connection } from './connection.js';
import { Freshness, type Instant, now } from './freshness.js';
import type { StreamContents } from './stream-contents.js';
import { isAfter, PAGE, START, type StreamCommands, type StreamEntry, timeOf } from './stream-commands.js';

/** Clocks that differ by more than is promised cost memory, not revocations. */
const HORIZON_MARGIN_MS = 60_000;

/** Reads a stream of revocations, knows how far it has come, and notices when the stream has lost what it had. */
export class StreamReader {
  readonly freshness: Freshness;
  /** Set while somebody wants to know what the stream holds. */
  private contents: StreamContents | undefined;
  /** Everything up to this entry has been learned, unless `isComplete` is false. */
  private cursor = START;
  private isComplete = false;
  private hasWarned = false;

  constructor(
    private readonly commands: StreamCommands,
    private readonly context: RevocationContext,
    private readonly onLoss: () => void,
  ) {
    this.freshness = new Freshness(context.retention);
  }

  /** Entries that are older than this, in milliseconds since 1970, mean nothing any more. */
  get horizon(): number {
    // Where the clock of Redis was ahead once, ids stay ahead, and must not make older entries look old.
    const latest = this.cursor === START ? Infinity : timeOf(this.cursor);
    const horizon = Math.min(Date.now(), latest) - this.context.retention - HORIZON_MARGIN_MS;
    return Math.max(0, Math.floor(horizon));
  }

  /** From now on notes what the stream holds; complete when the next `advance` has resolved. */
  startOver(contents: StreamContents): void {
    this.contents = contents;
    this.isComplete = false;
  }

  stopNoting(): void {
    this.contents = undefined;
  }

  /** Reads what is new, up to the end; everything in force, the first time and where the stream was lost. */
  async advance(connection: Connection): Promise<void> {
    const start = this.cursor;
    if (!this.isComplete) return this.snapshot(connection);
    const asOf = now();
    const page = await this.commands.page(connection, start);
    if (start !== START && page[0]?.id !== start && timeOf(start) > this.horizon) {
      this.onLoss();
      return this.snapshot(connection);
    }
    await this.readOn(connection, page, asOf);
  }

  /** Trims the stream too, which makes sure that the server is one that is told what is new. */
  async check(connection: Connection): Promise<void> {
    await Promise.all([this.commands.trim(connection, this.horizon), this.advance(connection)]);
  }

  /** Waits for what is new, `blockMs` at most; true when there was nothing. */
  async wait(connection: Connection, blockMs: number, limitMs: number): Promise<boolean> {
    const asOf = now();
    const entries = await this.commands.wait(connection, this.cursor, blockMs, limitMs);
    this.take(entries);
    // Nothing new says little: the stream may be gone.
    if (entries.length > 0 && entries.length < PAGE) this.renew(asOf);
    return entries.length === 0;
  }

  private async snapshot(connection: Connection): Promise<void> {
    this.isComplete = false;
    const { horizon } = this;
    this.cursor = START;
    const asOf = now();
    await this.readOn(connection, await this.commands.page(connection, `${horizon}-0`), asOf);
    this.isComplete = true;
    this.renew(asOf);
  }

  /** Takes a page and those after it. Goes by its own position: somebody else may move the cursor meanwhile. */
  private async readOn(connection: Connection, first: readonly StreamEntry[], since: Instant): Promise<void> {
    let [page, asOf] = [first, since];
    this.take(page);
    while (page.length === PAGE) {
      asOf = now();
      page = await this.commands.page(connection, `(${page.at(-1)?.id}`);
      this.take(page);
    }
    this.renew(asOf);
  }

  private take(entries: readonly StreamEntry[]): void {
    for (const { id, entry } of entries) {
      if (isAfter(id, this.cursor)) this.cursor = id;
      if (entry === undefined) this.warnOnce();
      else {
        this.contents?.note(entry);
        this.context.learn(entry);
      }
    }
  }

  private renew(instant: Instant): void {
    if (this.isComplete) this.freshness.renew(instant);
  }

  private warnOnce(): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.context.log.warn('An entry among the revocations in Redis cannot be read: of a later version?');
  }
}
