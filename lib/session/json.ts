import { SessionError } from '../errors.js';

/**
 * The JSON of session data.
 *
 * `undefined` properties are absent and -0 is 0, as in JSON; a Date, or whatever has `toJSON`, becomes what that returns.
 * What JSON would lose in silence (functions, symbols, NaN, Map, Set …) or cannot hold (BigInt, cycles) is an error.
 *
 * @throws {SessionError} ERR_SESSION_NOT_JSON naming the path of the first such value, never the value.
 */
export function stringifyData(data: object): string {
  try {
    const text = JSON.stringify(data);
    if (isJsonRecord(data, 1)) return text;
  } catch {
    // Found again below, with its path.
  }
  throw notJson(data);
}

/**
 * What is nested deeper is refused where it is written, so that reading it back never runs out of stack, wherever in a
 * request that is: V8 takes some 4000 levels there.
 */
const MOST_LEVELS = 1000;

function isJson(value: unknown, level: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || (level <= MOST_LEVELS && isJsonObject(value, level + 1));
    default:
      return false;
  }
}

function isJsonObject(value: object, level: number): boolean {
  if (Array.isArray(value)) return isJsonArray(value, level);
  return hasToJson(value) || isJsonRecord(value, level);
}

/** `every` would pass over the holes of a sparse array, which JSON fills with null. */
function isJsonArray(value: readonly unknown[], level: number): boolean {
  for (const member of value) if (!isJson(member, level)) return false;
  return true;
}

function isJsonRecord(value: object, level: number): boolean {
  return (
    isRecord(value) && Object.values(value).every((member) => member === undefined || isJson(member, level))
  );
}

const hasToJson = (value: object) => typeof (value as { toJSON?: unknown }).toJSON === 'function';

/** Plain objects and class instances, whose properties JSON keeps; not Map, Set, RegExp, Error, boxed values … */
export function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || Object.prototype.toString.call(value) === '[object Object]';
}

function notJson(data: object): SessionError {
  let found: Culprit | undefined;
  try {
    found = findCulprit(data, [], new Set());
  } catch {
    found = { path: [], what: 'data that cannot be read or is nested too deeply' };
  }
  const { path, what } = found ?? { path: [], what: 'data that JSON cannot hold' };
  return new SessionError(
    'ERR_SESSION_NOT_JSON',
    `Session data must be plain JSON, but ${['session', ...path].join('.')} is ${what}. ` +
      'Store strings, numbers, booleans, null, arrays and plain objects of these.',
  );
}

interface Culprit {
  readonly path: readonly string[];
  readonly what: string;
}

function findCulprit(value: unknown, path: readonly string[], ancestors: Set<object>): Culprit | undefined {
  if (typeof value !== 'object' || value === null)
    return isJson(value, path.length) ? undefined : { path, what: nameOf(value) };
  if (path.length > MOST_LEVELS)
    return { path: path.slice(0, 1), what: `nested more than ${MOST_LEVELS} levels deep` };
  if (ancestors.has(value)) return { path, what: 'a circular reference' };
  // The session itself is the data: a toJSON there is a member that JSON cannot hold.
  if (path.length > 0 && hasToJson(value))
    return throwsInToJson(value) ? { path, what: 'an object whose toJSON() throws' } : undefined;
  if (!Array.isArray(value) && !isRecord(value)) return { path, what: nameOf(value) };
  ancestors.add(value);
  for (const [key, member] of Object.entries(Array.isArray(value) ? Array.from(value) : value)) {
    if (member === undefined && !Array.isArray(value)) continue;
    const culprit = findCulprit(member, [...path, key], ancestors);
    if (culprit) return culprit;
  }
  ancestors.delete(value);
  return undefined;
}

function throwsInToJson(value: object): boolean {
  try {
    JSON.stringify(value);
    return false;
  } catch {
    return true;
  }
}

function nameOf(value: unknown): string {
  if (typeof value === 'number') return 'NaN or infinite';
  if (typeof value === 'bigint') return 'a BigInt';
  if (typeof value === 'object')
    return `a ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`;
  return value === undefined ? 'undefined in an array' : `a ${typeof value}`;
}
