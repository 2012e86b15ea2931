import type { RawCookies } from '../legacy-reader.js';

/** Larger than any Cookie header a server takes. */
export const MAX_INPUT_CHARACTERS = 65_536;

/** What was pasted on standard input, without `Cookie:` in front of it. */
export async function readPasted(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const part of input) {
    text += String(part);
    if (text.length > MAX_INPUT_CHARACTERS) throw new Error('the input is too long to be a Cookie header');
  }
  return text.trim().replace(/^cookie:\s*/i, '');
}

/** The secrets of one environment variable: several with commas between them. */
export function secretsOf(variable: string | undefined): string[] {
  return (variable ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}

/** The pairs of a Cookie header, as they were sent; the first of a name. */
export function rawCookiesIn(header: string): RawCookies {
  const cookies: Record<string, string | undefined> = Object.create(null);
  for (const pair of header.split(';')) {
    const [, name, value] = /^\s*([^=\s]+)=(.*?)\s*$/s.exec(pair) ?? [];
    if (name !== undefined) cookies[name] ??= value;
  }
  return cookies;
}
