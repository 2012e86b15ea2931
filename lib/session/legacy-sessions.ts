import { parse } from 'cookie';
import type { LegacyReader, LegacyResult, LegacySession, RawCookies } from '../legacy-reader.js';
import type { SessionLog } from '../session-log.js';
import type { SessionEvents } from './session-events.js';

/** A session that a reader opened, with what is needed to make it ours. */
export interface FoundSession {
  readonly reader: LegacyReader;
  readonly session: LegacySession;
  /** The same for every request that carries the session: see `LegacySession.identity`. */
  readonly identity: string;
}

/** Cookies of a request that are a reader's. */
interface Offer {
  readonly reader: LegacyReader;
  readonly cookies: RawCookies;
  readonly names: readonly string[];
}

/** The readers of other libraries' cookies. A request without such a cookie pays one look-up a reader. */
export class LegacySessions {
  /** True where requests must wait for a reader before anything of the application sees them. */
  readonly isAsync: boolean;
  private readonly readers: readonly LegacyReader[];

  constructor(
    readers: readonly LegacyReader[],
    private readonly events: SessionEvents,
    log: SessionLog,
  ) {
    const now = Date.now();
    const over = readers.filter(({ until }) => until.getTime() <= now);
    for (const { name, until } of over)
      log.warn(`The legacy reader ${name} ended on ${until.toISOString()} and reads nothing. Remove it.`);
    this.readers = readers.filter((reader) => !over.includes(reader));
    this.isAsync = this.readers.some((reader) => reader.isAsync);
  }

  /** What the readers that answer at once find in a Cookie header. */
  find(header: string | undefined, now = Date.now()): FoundSession | undefined {
    for (const offer of this.offers(header, now)) {
      const found = offer.reader.isAsync
        ? undefined
        : this.accept(offer, attempt(offer, now) as LegacyResult);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Asks all readers, as `find` does; undefined where none that takes its time has anything to read. */
  finder(
    header: string | undefined,
    now = Date.now(),
  ): (() => Promise<FoundSession | undefined>) | undefined {
    const offers = this.offers(header, now);
    return offers.some(({ reader }) => reader.isAsync) ? () => this.askInTurn(offers, now) : undefined;
  }

  /** Set-Cookie lines for the old cookies of a request whose session is written in ours now, or is over. */
  expire(header: string | undefined, isOver: boolean): string[] {
    const due = this.offers(header, Date.now()).filter(({ reader }) => isOver || !reader.keepsCookie);
    return due.flatMap(({ reader, names }) => reader.expire(names));
  }

  /** What a request brings for whom. One look-up a reader says that it brings nothing, as almost all do. */
  private offers(header: string | undefined, now: number): Offer[] {
    const readers = this.readers.filter(
      ({ cookieName, until }) => header?.includes(cookieName) && now < until.getTime(),
    );
    if (header === undefined || readers.length === 0) return [];
    // As they were sent: each library decodes in its own way. The first of a name counts, as everywhere.
    const cookies: RawCookies = parse(header, { decode: (value) => value });
    return readers
      .map((reader) => ({ reader, cookies, names: reader.ownCookies(cookies) }))
      .filter(({ names }) => names.length > 0);
  }

  private async askInTurn(offers: readonly Offer[], now: number): Promise<FoundSession | undefined> {
    for (const offer of offers) {
      // One after the other: the first that opens wins, and the rest is not asked.
      // eslint-disable-next-line no-await-in-loop
      const found = this.accept(offer, await attempt(offer, now));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private accept({ reader, cookies, names }: Offer, result: LegacyResult): FoundSession | undefined {
    if (!result.ok) return this.events.legacyRejected(reader.name, result.reason);
    const values = names.map((name) => `${name}=${cookies[name] ?? ''}`);
    return { reader, session: result, identity: result.identity ?? values.join('; ') };
  }
}

const failed: LegacyResult = { ok: false, reason: 'failed' };

/** A reader that throws has opened nothing. */
function attempt({ reader, cookies }: Offer, now: number): LegacyResult | Promise<LegacyResult> {
  try {
    const result = reader.read(cookies, now);
    return result instanceof Promise ? result.catch(() => failed) : result;
  } catch {
    return failed;
  }
}
