import { MAX_CHUNKS } from './chunks.js';

/** The cookies of a request that are ours, or claim to be. */
export interface FoundCookies {
  /** Values under the bare name, in the order they were sent. */
  readonly values: string[];
  /** Values under `name.0`, `name.1` … */
  readonly chunks: Array<{ readonly index: number; readonly value: string }>;
  /** Every name above, once: what has to be expired when it is not written again. */
  readonly names: Set<string>;
}

const NONE: FoundCookies = Object.freeze({ values: [], chunks: [], names: new Set<string>() });

const EQUALS = 0x3d;
const DOT = 0x2e;
const SEMICOLON = 0x3b;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * Finds one name in a Cookie header without parsing the rest (0.04 us instead of 1.5).
 *
 * cookie-string = cookie-pair *( ";" SP cookie-pair )      RFC 6265 section 4.2.1
 *
 * Names are compared as bytes: nothing is decoded, folded or trimmed but the blanks between pairs, so no other name
 * passes as ours.
 */
export function findCookies(header: string | undefined, name: string): FoundCookies {
  let at = header?.indexOf(name) ?? -1;
  if (header === undefined || at === -1) return NONE;
  const found: FoundCookies = { values: [], chunks: [], names: new Set() };
  while (at !== -1) {
    const nameEnd = at + name.length;
    // No pair begins inside a value, so the search goes on behind it: 0.5 us less for each kilobyte of ours.
    const end = startsPair(header, at) ? addPair(found, name, header, nameEnd) : nameEnd;
    at = header.indexOf(name, end);
  }
  return found;
}

/** Adds the cookie whose name, or the beginning of it, ends at `nameEnd`, if it is ours. Where to search on. */
function addPair(found: FoundCookies, name: string, header: string, nameEnd: number): number {
  const next = header.charCodeAt(nameEnd);
  if (next === EQUALS) return addWhole(found, name, header, nameEnd + 1);
  return next === DOT ? addChunk(found, name, header, nameEnd + 1) : nameEnd;
}

function addWhole(found: FoundCookies, name: string, header: string, valueAt: number): number {
  const end = pairEnd(header, valueAt);
  found.values.push(withoutBlanks(header, valueAt, end));
  found.names.add(name);
  return end;
}

function addChunk(found: FoundCookies, name: string, header: string, indexAt: number): number {
  // One digit or two. A search for the next "=" would read the rest of a hostile header once for each name in it.
  const equalsAt = header.charCodeAt(indexAt + 1) === EQUALS ? indexAt + 1 : indexAt + 2;
  if (header.charCodeAt(equalsAt) !== EQUALS) return indexAt;
  const digits = header.slice(indexAt, equalsAt);
  const index = Number(digits);
  // Only the digits we write ourselves: no '', no '00', no '-1', and no index that no session of ours can have.
  if (String(index) !== digits || !(index >= 0 && index < MAX_CHUNKS)) return indexAt;
  const end = pairEnd(header, equalsAt + 1);
  found.chunks.push({ index, value: withoutBlanks(header, equalsAt + 1, end) });
  found.names.add(`${name}.${index}`);
  return end;
}

/** True when only blanks stand between `at` and the beginning of the header or a semicolon. */
function startsPair(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isBlank(header.charCodeAt(before))) before -= 1;
  return before < 0 || header.charCodeAt(before) === SEMICOLON;
}

function pairEnd(header: string, valueAt: number): number {
  const semicolon = header.indexOf(';', valueAt);
  return semicolon === -1 ? header.length : semicolon;
}

function withoutBlanks(header: string, start: number, end: number): string {
  let last = end;
  while (last > start && isBlank(header.charCodeAt(last - 1))) last -= 1;
  return header.slice(start, last);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
