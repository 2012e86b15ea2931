import type { FoundCookies } from './find-cookies.js';

// chunk = count 2 | tag 8 | part        name.0 carries the first part
//
// count: chunks in all, two decimal digits. tag: characters 8 to 15 of the whole value, which are six bytes of its
// nonce, so that the chunks of two sealings never mix.
const COUNT_DIGITS = 2;
const TAG_AT = 8;
const TAG_CHARACTERS = 8;

/** Characters a chunk has beside its part. */
export const CHUNK_OVERHEAD = COUNT_DIGITS + TAG_CHARACTERS;

/** More chunks than 65 536 bytes of session (the largest `maxBytes`) can need. */
export const MAX_CHUNKS = 20;

/** Cuts a value into chunks of at most `room` characters each. */
export function splitValue(value: string, room: number): string[] {
  const part = room - CHUNK_OVERHEAD;
  const count = Math.ceil(value.length / part);
  const prefix = String(count).padStart(COUNT_DIGITS, '0') + tagOf(value);
  return Array.from({ length: count }, (_, index) => prefix + value.slice(index * part, (index + 1) * part));
}

/** The values whose chunks are all there. Missing, foreign, surplus and stale chunks make none. */
export function joinChunks(chunks: FoundCookies['chunks']): string[] {
  const sealings = new Map<string, string[]>();
  for (const { index, value } of chunks) {
    const prefix = value.slice(0, CHUNK_OVERHEAD);
    const parts = sealings.get(prefix) ?? [];
    parts[index] ??= value.slice(CHUNK_OVERHEAD);
    sealings.set(prefix, parts);
  }
  return [...sealings].flatMap(([prefix, parts]) => joinSealing(prefix, parts));
}

function joinSealing(prefix: string, parts: string[]): string[] {
  const count = /^\d\d/.test(prefix) ? Number(prefix.slice(0, COUNT_DIGITS)) : 0;
  if (count < 2 || count > MAX_CHUNKS) return [];
  const value = parts.slice(0, count).join('');
  const complete = parts.length >= count && !Array.from(parts.slice(0, count)).includes(undefined as never);
  return complete && tagOf(value) === prefix.slice(COUNT_DIGITS) ? [value] : [];
}

function tagOf(value: string): string {
  return value.slice(TAG_AT, TAG_AT + TAG_CHARACTERS);
}

/** A tossed cookie must not buy more work than this many openings (docs/security.md). */
const MAX_CANDIDATES = 4;

/** The distinct values that a request offers: single cookies as they came, and what its chunks make. */
export function candidateValues({ values, chunks }: FoundCookies): { single: string[]; joined: string[] } {
  const single = distinct(values, MAX_CANDIDATES);
  if (chunks.length === 0) return { single, joined: [] };
  const others = joinChunks(chunks).filter((value) => !single.includes(value));
  const joined = distinct(others, MAX_CANDIDATES - single.length);
  return { single, joined };
}

function distinct(values: string[], most: number): string[] {
  return values.length < 2 && most > 0 ? values : [...new Set(values)].slice(0, most);
}
