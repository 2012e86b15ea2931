import type { Reply } from './browser.js';

export interface SetCookie {
  name: string;
  value: string;
  /** Lower-case names; '' where an attribute has no value. */
  attributes: Record<string, string>;
}

const toPair = (text: string): [string, string] => {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
};

export function parseSetCookie(line: string): SetCookie {
  const [[name, value] = ['', ''], ...rest] = line.split(';').map(toPair);
  const attributes = Object.fromEntries(rest.map(([key, text]) => [key.toLowerCase(), text]));
  return { name, value, attributes };
}

/** The only Set-Cookie line of a response, taken apart. */
export function onlyCookie({ setCookies }: Reply): SetCookie {
  const [line] = setCookies;
  if (line === undefined || setCookies.length > 1) {
    throw new Error(`Expected one Set-Cookie line, got ${setCookies.length}.`);
  }
  return parseSetCookie(line);
}

export const maxAgeOf = (reply: Reply): number => Number(onlyCookie(reply).attributes['max-age']);

/** The value a Cookie header carries under `name`. */
export function valueIn(cookieHeader: string, name = 'session'): string {
  const found = cookieHeader
    .split('; ')
    .map(toPair)
    .find(([key]) => key === name);
  if (!found) throw new Error(`No cookie ${name}.`);
  return found[1];
}
