import type { RevocationStore, StoredDevice } from '../revocation-store.js';
import type { HandlesOf } from './handles.js';
import { Recent } from './recent.js';

/** At most one write to the store in this time. */
const WRITE_EVERY_MS = 100;
/** How old "last seen" may be: a session is written once in this time, however many requests it makes. */
const SEEN_EVERY_MS = 60_000;
/** Devices that wait for the next write; more than this in a tenth of a second are noted by a later request. */
const MOST_PENDING = 1000;
const MOST_DESCRIPTION_CHARACTERS = 1000;

/** What an application tells of a device: user agent, address, whatever it shows to its users. */
export type DeviceDescription = Readonly<Record<string, string>>;

/** A session, as its user's list of devices shows it. */
export interface Device {
  /** Id of the session, for `revoke(id)`. */
  readonly id: string;
  readonly createdAt: Date;
  /** At most a minute behind. */
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly description: DeviceDescription;
}

/** What is noted of a session. Times are milliseconds since 1970. */
export interface NotedSession {
  readonly id: string;
  readonly subject: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What is sealed of a device: the fields of an envelope, where `issuedAt` is when it was seen and `text` its description. */
export interface DeviceContents {
  readonly flags: number;
  readonly id: string;
  readonly createdAt: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly text: string;
}

/** Seals what the store keeps; an envelope, under keys for nothing else. */
export interface DeviceVault {
  seal(contents: DeviceContents): string;
  unseal(value: string): { readonly ok: true; readonly contents: DeviceContents } | { readonly ok: false };
}

/** The devices of users, written behind: no request waits for the store, and what it loses breaks none. */
export class Devices {
  private readonly seen = new Recent<{ readonly subject: string; readonly at: number }>();
  private readonly pending = new Map<string, StoredDevice>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: RevocationStore,
    private readonly vault: DeviceVault,
    private readonly handlesOf: HandlesOf,
  ) {}

  /** Notes that a session was used; `describe` is called only where the list is behind. */
  note(session: NotedSession, describe: () => DeviceDescription, now = Date.now()): void {
    const { id, subject, createdAt, expiresAt } = session;
    const last = this.seen.get(id);
    if (last?.subject === subject && Math.abs(now - last.at) < SEEN_EVERY_MS) return;
    if (this.pending.size >= MOST_PENDING) return;
    this.seen.set(id, { subject, at: now });
    const text = textOf(describe());
    const sealed = this.vault.seal({
      flags: 0,
      id,
      createdAt,
      issuedAt: Math.max(now, createdAt),
      expiresAt,
      text,
    });
    const [owner, name] = [this.handlesOf('subject', subject)[0], this.handlesOf('session', id)[0]];
    if (owner === undefined || name === undefined) return;
    this.pending.set(id, { subject: owner, session: name, sealed, expiresAt });
    this.timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS).unref();
  }

  /** The devices of a subject, the one seen last first. */
  async list(subject: string): Promise<Device[]> {
    const owners = this.handlesOf('subject', subject);
    const stored = await this.store.devicesOf(owners);
    const waiting = [...this.pending.values()].filter((device) => owners.includes(device.subject));
    const sealed = [...stored, ...waiting.map((device) => device.sealed)];
    // Under several secrets one session may be there more than once.
    const latest = new Map<string, Device>();
    for (const device of sealed.flatMap((value) => this.open(value))) {
      const other = latest.get(device.id);
      if (other === undefined || other.lastSeenAt < device.lastSeenAt) latest.set(device.id, device);
    }
    return [...latest.values()]
      .filter(({ expiresAt }) => expiresAt.getTime() > Date.now())
      .toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
  }

  /** Takes sessions off a list, where they are over. */
  async drop(subject: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const sessions = ids.flatMap((id) => this.handlesOf('session', id));
    await this.store.dropDevices(this.handlesOf('subject', subject), sessions);
  }

  /** Writes what waits; never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const batch = [...this.pending];
    if (batch.length === 0) return;
    this.pending.clear();
    try {
      await this.store.saveDevices(batch.map(([, device]) => device));
    } catch {
      // The next request of each session notes it again.
      for (const [id] of batch) this.seen.delete(id);
    }
  }

  private open(value: string): Device[] {
    const opened = this.vault.unseal(value);
    if (!opened.ok) return [];
    const { id, createdAt, issuedAt, expiresAt, text } = opened.contents;
    return [
      {
        id,
        createdAt: new Date(createdAt),
        lastSeenAt: new Date(issuedAt),
        expiresAt: new Date(expiresAt),
        description: JSON.parse(text) as DeviceDescription,
      },
    ];
  }
}

/** A description that is too long, or no JSON, is left out rather than cut: half a JSON says nothing. */
function textOf(description: DeviceDescription): string {
  try {
    const text = JSON.stringify(description) ?? '{}';
    return text.length <= MOST_DESCRIPTION_CHARACTERS ? text : '{}';
  } catch {
    return '{}';
  }
}
