import type { RevocationEntry } from '../revocation-store.js';

/** Field names are the same in all entries: Redis then keeps them once a node of the stream, not once an entry. */
const KIND = 'kind';
const HANDLES = 'handles';
/** Milliseconds since 1970: when the session is over, or the instant before which sessions were created. */
const TIME = 'time';

/** An entry as fields and values of a stream. Handles, newest secret's first, stand between commas. */
export function toFields(entry: RevocationEntry): string[] {
  const handles = entry.kind === 'all' ? '' : entry.handles.join(',');
  const time = entry.kind === 'session' ? entry.expiresAt : entry.notBefore;
  return [KIND, entry.kind, HANDLES, handles, TIME, String(time)];
}

/** The entry, or undefined for something that we did not write, or that a later version wrote. */
export function fromFields(fields: readonly string[]): RevocationEntry | undefined {
  const values = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2)
    values.set(fields[index] ?? '', fields[index + 1] ?? '');
  const kind = values.get(KIND);
  const time = Number(values.get(TIME) || Number.NaN);
  if (!Number.isSafeInteger(time)) return undefined;
  if (kind === 'all') return { kind, notBefore: time };
  const handles = (values.get(HANDLES) ?? '').split(',').filter((handle) => handle !== '');
  if (handles.length === 0) return undefined;
  if (kind === 'session') return { kind, handles, expiresAt: time };
  return kind === 'subject' ? { kind, handles, notBefore: time } : undefined;
}
