import type {
  RevocationContext,
  RevocationEntry,
  RevocationProvider,
  RevocationStore,
  StoredDevice,
} from '../../lib/revocation-store.js';

/** What several processes would share, in the memory of a test, which can take it away. */
export class SharedStore implements RevocationProvider {
  readonly entries: RevocationEntry[] = [];
  readonly devices = new Map<string, StoredDevice>();
  readonly contexts = new Set<RevocationContext>();
  policy: 'closed' | 'open' = 'closed';
  clockSkew = 0;
  /** false: nothing is acknowledged, and nothing can be asked. */
  isReachable = true;
  /** How long the store has been silent, in milliseconds. */
  silentFor = 0;
  /** Entries that others have appended and no process has heard of yet. */
  readonly unheard: RevocationEntry[] = [];
  writes = 0;

  open(context: RevocationContext): Promise<RevocationStore> {
    this.contexts.add(context);
    this.entries.forEach(context.learn);
    return Promise.resolve(viewOf(this, context));
  }

  append(entry: RevocationEntry): void {
    this.assertReachable();
    this.entries.push(entry);
    this.contexts.forEach(({ learn }) => learn(entry));
  }

  catchUp(): void {
    this.assertReachable();
    this.unheard.splice(0).forEach((entry) => this.append(entry));
  }

  save(devices: readonly StoredDevice[]): void {
    this.assertReachable();
    this.writes += 1;
    devices.forEach((device) => this.devices.set(device.session, device));
  }

  private assertReachable(): void {
    if (!this.isReachable) throw new Error('connect ECONNREFUSED');
  }
}

/** What one process has of it; what the test changes later holds too. */
const viewOf = (store: SharedStore, context: RevocationContext): RevocationStore => ({
  get policy() {
    return store.policy;
  },
  get clockSkew() {
    return store.clockSkew;
  },
  maxStale: 30_000,
  freshAsOf: () => performance.now() - store.silentFor,
  append: async (entry) => store.append(entry),
  catchUp: async () => store.catchUp(),
  saveDevices: async (devices) => store.save(devices),
  devicesOf: async (subjects) =>
    [...store.devices.values()].filter((d) => subjects.includes(d.subject)).map((d) => d.sealed),
  dropDevices: async (_, sessions) => sessions.forEach((session) => store.devices.delete(session)),
  close: async () => void store.contexts.delete(context),
});
