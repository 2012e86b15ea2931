import type { RevocationEntry } from '../revocation-store.js';
import type { Connection } from './connection.js';
import { fromFields, toFields } from './entry-codec.js';
import { isReply } from './failures.js';

/** An entry with its id: `<milliseconds>-<sequence>`, of the clock of Redis. */
export interface StreamEntry {
  readonly id: string;
  /** undefined for what we cannot read. */
  readonly entry: RevocationEntry | undefined;
}

/** Id before the first entry. */
export const START = '0-0';

/** Entries in one answer: some 150 kB. */
export const PAGE = 1000;

type RawEntry = readonly [id: string, fields: readonly string[]];
/** A list of pairs in RESP 2; RESP 3, which nodes behind a Sentinel may have been told to speak, has an object. */
type RawStreams =
  | ReadonlyArray<readonly [key: string, entries: readonly RawEntry[]]>
  | Readonly<Record<string, readonly RawEntry[]>>
  | null;

/** What is said to Redis about one stream of revocations. Redis 6.2 understands all of it. */
export class StreamCommands {
  constructor(
    private readonly key: string,
    /** How long an answer may take, in milliseconds. */
    private readonly limitMs: number,
  ) {}

  /** Appends, and drops what is older than `horizon` (milliseconds since 1970), roughly, as `~` means. */
  async append(connection: Connection, entry: RevocationEntry, horizon: number, limitMs: number) {
    const command = ['XADD', this.key, 'MINID', '~', `${horizon}-0`, '*', ...toFields(entry)];
    await connection.send(this.key, command, limitMs);
  }

  /** A page of entries from this id on, oldest first; `(` before it leaves the id itself out. */
  async page(connection: Connection, from: string, count = PAGE): Promise<StreamEntry[]> {
    const command = ['XRANGE', this.key, from, '+', 'COUNT', String(count)];
    return parse((await connection.send(this.key, command, this.limitMs)) as RawEntry[]);
  }

  /** What comes after this id; waits for it, `blockMs` at most. */
  async wait(connection: Connection, after: string, blockMs: number, limitMs: number) {
    const block = ['BLOCK', String(blockMs)];
    const command = ['XREAD', 'COUNT', String(PAGE), ...block, 'STREAMS', this.key, after];
    const streams = (await connection.send(this.key, command, limitMs)) as RawStreams;
    return parse(entriesOf(streams ?? []));
  }

  /**
   * Drops what is older. As it is a write, it also tells a primary from a replica, and from a primary that is cut off
   * where `min-replicas-to-write` is set: neither can know what is new.
   */
  async trim(connection: Connection, horizon: number): Promise<void> {
    const command = ['XTRIM', this.key, 'MINID', '~', `${horizon}-0`];
    await connection.send(this.key, command, this.limitMs).catch(unlessFull);
  }

  /** Whether we could append, without doing it: Redis refuses the id 0-0 once it has found nothing else to refuse. */
  async probe(connection: Connection): Promise<void> {
    const command = ['XADD', this.key, 'NOMKSTREAM', 'MINID', '~', '0-0', START, 'kind', 'probe'];
    await connection.send(this.key, command, this.limitMs).catch((error: unknown) => {
      if (!isReply(error) || !/ID specified in XADD/i.test(String(error))) unlessFull(error);
    });
  }
}

/** A Redis that takes no writes, for want of memory or disk, can be read all the same. */
function unlessFull(error: unknown): void {
  if (!(error instanceof Error) || !/^(OOM|MISCONF) /.test(error.message)) throw error;
}

/** There is one stream. */
const entriesOf = (streams: NonNullable<RawStreams>): readonly RawEntry[] =>
  (isList(streams) ? streams[0]?.[1] : Object.values(streams)[0]) ?? [];

const isList = (reply: object): reply is readonly unknown[] => Array.isArray(reply);

const parse = (entries: readonly RawEntry[]): StreamEntry[] =>
  entries.map(([id, fields]) => ({ id, entry: fromFields(fields) }));

/** Milliseconds since 1970 of an id, by the clock of Redis. */
export const timeOf = (id: string): number => Number(id.split('-', 1)[0]);

/** Whether an id comes after another one. */
export function isAfter(id: string, other: string): boolean {
  const [time = 0, sequence = 0] = id.split('-').map(Number);
  const [otherTime = 0, otherSequence = 0] = other.split('-').map(Number);
  return time > otherTime || (time === otherTime && sequence > otherSequence);
}
