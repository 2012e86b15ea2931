import { serialize } from 'cookie';
import type { CookieAttributes } from '../cookie-options.js';
import { CHUNK_OVERHEAD, splitValue } from './chunks.js';

/** What Safari, the strictest browser, keeps of one cookie: name, value and attributes. */
const MAX_COOKIE_BYTES = 4093;
/** Less would spread a session over more cookies than a reader joins. */
const MIN_ROOM = 3500;
/** As long as `; Max-Age=` gets: ten years in seconds. */
const MAX_AGE_BYTES = '; Max-Age=315360000'.length;

/**
 * Writes Set-Cookie lines (RFC 6265bis section 4.1) for one session cookie. The attributes are serialised once, by the
 * `cookie` package; a response adds name, value and Max-Age.
 */
export class CookieWriter {
  readonly name: string;
  private readonly attributes: string;
  private readonly room: number;

  /** @throws {TypeError} when an attribute is not valid in a header. */
  constructor(attributes: CookieAttributes) {
    this.name = attributes.name;
    this.attributes = serializeAttributes(attributes);
    this.room = MAX_COOKIE_BYTES - `${this.name}.00=`.length - this.attributes.length - MAX_AGE_BYTES;
    if (this.room < MIN_ROOM) throw new TypeError('path and domain leave no room for a value');
  }

  /**
   * Set-Cookie lines for a value, and for the cookies of the request that it leaves behind.
   *
   * @param maxAge in seconds, undefined for a cookie that ends with the browser.
   */
  replace(value: string, maxAge: number | undefined, present: ReadonlySet<string>): string[] {
    const tail = (maxAge === undefined ? '' : `; Max-Age=${maxAge}`) + this.attributes;
    const pairs = this.split(value);
    const leftovers = new Set(present);
    pairs.forEach(([name]) => leftovers.delete(name));
    return [...pairs.map(([name, part]) => `${name}=${part}${tail}`), ...this.expire(leftovers)];
  }

  /** Names and values: one cookie while it fits, else several. */
  split(value: string): Array<[name: string, value: string]> {
    if (value.length <= this.room) return [[this.name, value]];
    return splitValue(value, this.room).map((chunk, index) => [`${this.name}.${index}`, chunk]);
  }

  /** Lines that make a browser drop cookies: same names, path, domain and partition as they were set with. */
  expire(names: ReadonlySet<string>): string[] {
    const tail = `; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT${this.attributes}`;
    return [...names].map((name) => `${name}=${tail}`);
  }

  /** Bytes of the Cookie header that a value of `characters` takes in later requests. */
  wireBytes(characters: number): number {
    if (characters <= this.room) return `${this.name}=`.length + characters;
    const count = Math.ceil(characters / (this.room - CHUNK_OVERHEAD));
    const names = Array.from({ length: count }, (_, index) => `${this.name}.${index}=; `.length);
    return names.reduce((sum, length) => sum + length, characters + count * CHUNK_OVERHEAD) - '; '.length;
  }
}

function serializeAttributes({
  path,
  domain,
  sameSite,
  secure,
  partitioned,
  priority,
}: CookieAttributes): string {
  const empty = serialize('x', '', { httpOnly: true, path, domain, sameSite, secure, partitioned, priority });
  return empty.slice('x='.length);
}
