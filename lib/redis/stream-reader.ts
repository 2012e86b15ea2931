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
  /** An earlier cursor, seen since in the stream that is read. */
  private anchor = START;
  private isComplete = false;
  private hasWarned = false;
  /** How long an entry may be in force, in milliseconds. */
  private readonly memory: number;

  constructor(
    private readonly commands: StreamCommands,
    private readonly context: RevocationContext,
    private readonly onLoss: () => void,
  ) {
    this.freshness = new Freshness(context.retention);
    this.memory = context.retention + HORIZON_MARGIN_MS;
  }

  /**
   * What is older than this, in milliseconds since 1970, may be dropped. By the clock of Redis too, so that a process whose
   * own is ahead drops nothing that others need.
   */
  get horizon(): number {
    const latest = this.cursor === START ? Infinity : timeOf(this.cursor);
    return Math.max(0, Math.floor(Math.min(this.oldest, latest - this.memory)));
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
    if (!this.isComplete) return this.snapshot(connection);
    const { cursor, anchor } = this;
    const asOf = now();
    // The cursor may have come from a stream that is new, and has lost what the anchor stands for.
    const anchored = anchor === cursor ? undefined : this.commands.page(connection, anchor, 1);
    const [page, held] = await Promise.all([this.commands.page(connection, cursor), anchored]);
    if (this.isLost(cursor, page) || (held !== undefined && this.isLost(anchor, held))) {
      this.onLoss();
      return this.snapshot(connection);
    }
    this.anchor = cursor;
    await this.readOn(connection, page, asOf);
  }

  /** Trims the stream first, which makes sure that the server is one that is told what is new. */
  async check(connection: Connection): Promise<void> {
    await this.commands.trim(connection, this.horizon);
    await this.advance(connection);
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
    this.cursor = START;
    const asOf = now();
    const first = await this.commands.page(connection, `${Math.max(0, this.oldest)}-0`);
    await this.readOn(connection, first, asOf);
    this.isComplete = true;
    this.anchor = this.cursor;
    this.renew(asOf);
  }

  /** Whether a page that begins at an id lacks it, although it is too young to be dropped. */
  private isLost(id: string, page: readonly StreamEntry[]): boolean {
    return id !== START && page[0]?.id !== id && timeOf(id) > this.oldest;
  }

  /** What is older means nothing any more. */
  private get oldest(): number {
    return Math.floor(Date.now() - this.memory);
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
