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
  if (!header?.includes(name)) return NONE;
  const found: FoundCookies = { values: [], chunks: [], names: new Set() };
  for (let at = header.indexOf(name); at !== -1; at = header.indexOf(name, at + name.length)) {
    if (!startsPair(header, at)) continue;
    const nameEnd = at + name.length;
    const next = header.charCodeAt(nameEnd);
    if (next === EQUALS) addWhole(found, name, valueAt(header, nameEnd + 1));
    else if (next === DOT) addChunk(found, name, header, nameEnd + 1);
  }
  return found;
}

function addWhole(found: FoundCookies, name: string, value: string): void {
  found.values.push(value);
  found.names.add(name);
}

function addChunk(found: FoundCookies, name: string, header: string, indexAt: number): void {
  // One digit or two. A search for the next "=" would read the rest of a hostile header once for each name in it.
  const equalsAt = header.charCodeAt(indexAt + 1) === EQUALS ? indexAt + 1 : indexAt + 2;
  if (header.charCodeAt(equalsAt) !== EQUALS) return;
  const digits = header.slice(indexAt, equalsAt);
  const index = Number(digits);
  // Only the digits we write ourselves: no '', no '00', no '-1', and no index that no session of ours can have.
  if (String(index) !== digits || !(index >= 0 && index < MAX_CHUNKS)) return;
  found.chunks.push({ index, value: valueAt(header, equalsAt + 1) });
  found.names.add(`${name}.${index}`);
}

/** True when only blanks stand between `at` and the beginning of the header or a semicolon. */
function startsPair(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isBlank(header.charCodeAt(before))) before -= 1;
  return before < 0 || header.charCodeAt(before) === SEMICOLON;
}

function valueAt(header: string, start: number): string {
  const semicolon = header.indexOf(';', start);
  let end = semicolon === -1 ? header.length : semicolon;
  while (end > start && isBlank(header.charCodeAt(end - 1))) end -= 1;
  return header.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
