import type { RawCookies } from '../legacy-reader.js';

/** More than a request can carry: 16 KB of headers are four full cookies. */
const MAX_CHUNKS = 16;

/** The cookie under its own name, and `name.0`, `name.1` … as far as they follow one another. */
export function chunkedNames(cookies: RawCookies, name: string): string[] {
  const names = cookies[name] === undefined ? [] : [name];
  for (let index = 0; index < MAX_CHUNKS; index += 1) {
    const chunk = `${name}.${index}`;
    if (cookies[chunk] === undefined) break;
    names.push(chunk);
  }
  return names;
}

/** The value under its own name, else the chunks put together. */
export function chunkedValue(cookies: RawCookies, name: string): string {
  const whole = cookies[name];
  if (whole !== undefined) return whole;
  return chunkedNames(cookies, name)
    .map((chunk) => cookies[chunk])
    .join('');
}
