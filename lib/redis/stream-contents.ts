import type { RevocationEntry } from '../revocation-store.js';

/** What a stream holds, as far as it was read: which entries need not be published again. */
export class StreamContents {
  private readonly latest = new Map<string, number>();

  note(entry: RevocationEntry): void {
    for (const [key, value] of keysOf(entry)) {
      if ((this.latest.get(key) ?? 0) < value) this.latest.set(key, value);
    }
  }

  /** Whether the stream says at least as much about every handle of the entry. */
  has(entry: RevocationEntry): boolean {
    return keysOf(entry).every(([key, value]) => (this.latest.get(key) ?? 0) >= value);
  }
}

function keysOf(entry: RevocationEntry): Array<readonly [string, number]> {
  if (entry.kind === 'all') return [['', entry.notBefore]];
  // A process may keep the end of a session in whole seconds, rounded up: that is no news.
  if (entry.kind === 'session') return entry.handles.map((handle) => [handle, secondsOf(entry.expiresAt)]);
  return entry.handles.map((handle) => [handle, entry.notBefore]);
}

const secondsOf = (milliseconds: number) => Math.ceil(milliseconds / 1000);
