import type {
  RevocationContext,
  RevocationEntry,
  RevocationStore,
  StoredDevice,
} from '../revocation-store.js';
import { coalesce } from './coalesce.js';
import { type Connection, within } from './connection.js';
import { type Connector, connectorOf } from './connector.js';
import { ContactLog } from './contact-log.js';
import { DeviceHashes } from './device-hashes.js';
import { unavailable } from './failures.js';
import { Follower } from './follower.js';
import { Link } from './link.js';
import type { RedisSettings } from './options.js';
import { Publisher } from './publisher.js';
import { Restorer } from './restorer.js';
import { StreamCommands } from './stream-commands.js';
import { StreamReader } from './stream-reader.js';

/** How far clocks may be apart. */
const CLOCK_SKEW_MS = 5000;
/** How long Redis holds back an answer at most; less where `maxStale` is short, so that some may fail. */
const LONGEST_BLOCK_MS = 5000;
const BLOCKS_IN_MAX_STALE = 6;
const LEAST_GRACE_MS = 500;
const MOST_GRACE_MS = 2000;
/** For a page of the stream. */
const ANSWER_LIMIT_MS = 2000;
/** For a connection, where somebody waits. */
const CONNECT_LIMIT_MS = 1500;

/** Revocations in a Redis Stream, devices in hashes. Two connections: one waits for news, one sends commands. */
export class RedisStore implements RevocationStore {
  readonly policy: 'closed' | 'open';
  readonly maxStale: number;
  readonly clockSkew = CLOCK_SKEW_MS;
  /** Reads on the connection for commands, so that it need not wait for the one that waits. */
  readonly catchUp: () => Promise<void>;
  private readonly place: string;
  private readonly link: Link;
  private readonly reader: StreamReader;
  private readonly publisher: Publisher;
  private readonly restorer: Restorer;
  private readonly follower: Follower;
  private readonly devices: DeviceHashes;
  private isMaintaining = false;

  private constructor(settings: RedisSettings, connector: Connector, context: RevocationContext) {
    const { policy, maxStale, prefix } = settings;
    // No character of a cookie's name is a colon (RFC 6265 section 4.1.1), so names of keys cannot meet.
    const keys = `${prefix}${context.cookieName}:`;
    const commands = new StreamCommands(`${keys}revocations`, ANSWER_LIMIT_MS);
    this.policy = policy;
    this.maxStale = maxStale;
    this.place = connector.place;
    this.link = new Link(connector);
    this.publisher = new Publisher(
      this.link,
      commands,
      () => this.reader.horizon,
      () => this.restorer.needRefused(),
    );
    this.restorer = new Restorer(
      () => this.reader,
      this.publisher,
      context,
      () => this.catchUp(),
    );
    this.reader = new StreamReader(commands, context, this.restorer.need);
    const blockMs = Math.min(LONGEST_BLOCK_MS, Math.floor(maxStale / BLOCKS_IN_MAX_STALE));
    this.follower = new Follower({
      link: new Link(connector),
      reader: this.reader,
      contact: new ContactLog(context.log, connector.place, policy),
      policy,
      blockMs,
      graceMs: Math.min(MOST_GRACE_MS, Math.max(LEAST_GRACE_MS, blockMs)),
      probe: (connection) => commands.probe(connection),
      onCurrent: () => void this.maintain(),
    });
    this.devices = new DeviceHashes(`${keys}devices:`, context.retention);
    this.catchUp = coalesce(() => this.use((connection) => this.reader.check(connection)));
  }

  static async open(settings: RedisSettings, context: RevocationContext): Promise<RedisStore> {
    const store = new RedisStore(settings, await connectorOf(settings.source), context);
    try {
      await store.follower.start();
      return store;
    } catch (error) {
      await store.close();
      throw unavailable(store.place, error);
    }
  }

  freshAsOf(): number {
    return performance.now() - this.reader.freshness.age;
  }

  async append(entry: RevocationEntry): Promise<void> {
    await this.publisher.append(entry).catch((error: unknown) => {
      throw unavailable(this.place, error);
    });
  }

  saveDevices(devices: readonly StoredDevice[]): Promise<void> {
    return this.use((connection) => this.devices.save(connection, devices));
  }

  devicesOf(subjects: readonly string[]): Promise<string[]> {
    return this.use((connection) => this.devices.read(connection, subjects));
  }

  dropDevices(subjects: readonly string[], sessions: readonly string[]): Promise<void> {
    return this.use((connection) => this.devices.drop(connection, subjects, sessions));
  }

  async close(): Promise<void> {
    this.link.close();
    await this.follower.close();
  }

  private async use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    try {
      return await work(await within(this.link.get(), CONNECT_LIMIT_MS));
    } catch (error) {
      throw unavailable(this.place, error);
    }
  }

  /** Publishes what Redis lacks. What fails is tried again after the next answer. */
  private async maintain(): Promise<void> {
    if (this.isMaintaining) return;
    this.isMaintaining = true;
    try {
      await this.publisher.publishKept();
      await this.restorer.restore();
    } catch {
      // Contact is lost, which is logged, or Redis takes no writes, which whoever revokes is told.
    } finally {
      this.isMaintaining = false;
    }
  }
}
