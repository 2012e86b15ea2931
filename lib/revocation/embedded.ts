import type { RevocationProvider, RevocationStore, StoredDevice } from '../revocation-store.js';

const MOST_SUBJECTS = 10_000;
const MOST_DEVICES = 100;

/** Keeps revocations in the memory of this process: nothing to run, nothing shared, and gone when the process ends. */
export const embeddedRevocation: RevocationProvider = {
  open: () => Promise.resolve(new EmbeddedStore()),
};

class EmbeddedStore implements RevocationStore {
  readonly policy = 'closed';
  readonly maxStale = Infinity;
  readonly clockSkew = 0;
  /** By subject, then by session; both in the order of the last visit. */
  private readonly devices = new Map<string, Map<string, StoredDevice>>();

  /** What this process has revoked it knows. */
  freshAsOf = () => performance.now();
  append = () => Promise.resolve();
  catchUp = () => Promise.resolve();
  close = () => Promise.resolve();

  saveDevices(devices: readonly StoredDevice[]): Promise<void> {
    for (const device of devices) {
      const others = this.devices.get(device.subject) ?? new Map<string, StoredDevice>();
      putLast(others, device.session, device, MOST_DEVICES);
      putLast(this.devices, device.subject, others, MOST_SUBJECTS);
    }
    return Promise.resolve();
  }

  devicesOf(subjects: readonly string[]): Promise<string[]> {
    const now = Date.now();
    const devices = subjects.flatMap((subject) => [...(this.devices.get(subject)?.values() ?? [])]);
    return Promise.resolve(devices.filter(({ expiresAt }) => expiresAt > now).map(({ sealed }) => sealed));
  }

  dropDevices(subjects: readonly string[], sessions: readonly string[]): Promise<void> {
    for (const subject of subjects)
      for (const session of sessions) this.devices.get(subject)?.delete(session);
    return Promise.resolve();
  }
}

/** Puts an entry at the end, and drops the first where that is one too many. */
function putLast<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
