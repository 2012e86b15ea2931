import type { StoredDevice } from '../revocation-store.js';
import type { Connection } from './connection.js';

const LIMIT_MS = 1500;
/** Devices of one subject. More is no person, or one who never signs out; the ones that end first go first. */
const MOST_DEVICES = 100;
/** Subjects written at once. */
const BATCH = 500;

interface Field {
  readonly session: string;
  readonly expiresAt: number;
  readonly sealed: string;
}

/** Devices in Redis: a hash for each subject, with a field for each session, `<end in milliseconds>:<sealed>`. */
export class DeviceHashes {
  constructor(
    private readonly prefix: string,
    /** How long a list may be of use after it was written, in milliseconds. */
    private readonly retention: number,
  ) {}

  async save(connection: Connection, devices: readonly StoredDevice[]): Promise<void> {
    const bySubject = [...groupBySubject(devices)];
    for (let start = 0; start < bySubject.length; start += BATCH) {
      const batch = bySubject.slice(start, start + BATCH);
      await Promise.all(batch.map(([subject, group]) => this.saveSubject(connection, subject, group)));
    }
  }

  /** The sealed devices; takes off the list what is over. */
  async read(connection: Connection, subjects: readonly string[]): Promise<string[]> {
    const lists = await Promise.all(subjects.map((subject) => this.prune(connection, subject)));
    return lists
      .flat()
      .toSorted((a, b) => b.expiresAt - a.expiresAt)
      .slice(0, MOST_DEVICES)
      .map(({ sealed }) => sealed);
  }

  async drop(
    connection: Connection,
    subjects: readonly string[],
    sessions: readonly string[],
  ): Promise<void> {
    if (sessions.length === 0) return;
    await Promise.all(subjects.map((subject) => this.remove(connection, subject, sessions)));
  }

  private async saveSubject(connection: Connection, subject: string, devices: readonly StoredDevice[]) {
    const fields = devices.flatMap(({ session, expiresAt, sealed }) => [session, `${expiresAt}:${sealed}`]);
    const latest = Math.max(...devices.map(({ expiresAt }) => expiresAt));
    // Counted from now, it is never shorter than what an earlier write said: no list ends before its devices.
    const life = Math.max(this.retention, latest - Date.now());
    const [, , count] = await Promise.all([
      this.send(connection, 'HSET', subject, ...fields),
      this.send(connection, 'PEXPIRE', subject, String(Math.ceil(life))),
      this.send(connection, 'HLEN', subject),
    ]);
    if (Number(count) > MOST_DEVICES) await this.prune(connection, subject);
  }

  /** What is on the list and not over; removes the rest, and what is too much. */
  private async prune(connection: Connection, subject: string): Promise<Field[]> {
    const all = parse(await this.send(connection, 'HGETALL', subject));
    const now = Date.now();
    const kept = all
      .filter(({ expiresAt }) => expiresAt > now)
      .toSorted((a, b) => b.expiresAt - a.expiresAt)
      .slice(0, MOST_DEVICES);
    const gone = all.filter((field) => !kept.includes(field)).map(({ session }) => session);
    if (gone.length > 0) await this.remove(connection, subject, gone);
    return kept;
  }

  private remove(connection: Connection, subject: string, sessions: readonly string[]): Promise<unknown> {
    return this.send(connection, 'HDEL', subject, ...sessions);
  }

  private send(connection: Connection, command: string, subject: string, ...rest: string[]) {
    const key = this.prefix + subject;
    return connection.send(key, [command, key, ...rest], LIMIT_MS);
  }
}

function groupBySubject(devices: readonly StoredDevice[]): Map<string, StoredDevice[]> {
  const groups = new Map<string, StoredDevice[]>();
  for (const device of devices) {
    const group = groups.get(device.subject);
    if (group) group.push(device);
    else groups.set(device.subject, [device]);
  }
  return groups;
}

/** Names and values come in turn, or as an object in RESP 3. A value that is not ours counts as over. */
function parse(reply: unknown): Field[] {
  const flat = (Array.isArray(reply) ? reply : Object.entries(reply ?? {}).flat()) as string[];
  const fields: Field[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [, end = '0', sealed = ''] = /^(\d+):(.*)$/s.exec(flat[index + 1] ?? '') ?? [];
    fields.push({ session: flat[index] ?? '', expiresAt: Number(end), sealed });
  }
  return fields;
}
