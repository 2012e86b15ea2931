import type { HostileCookie } from '../test/support/hostile-cookies.js';

/** As many bytes as Node's own limit of 16 KB for all headers leaves. */
const MOST_BYTES = 16_000;
const MOST_COOKIES = 200;

const NAMES = ['session', 'session', 'session.', 'Session', 'sessions', 'ses', '__proto__', 'x', '$Path', ''];
const AFTER_NAME = ['=', '=', '=', '=', '==', '', ' =', '= ', '="', '\t='];
const SEPARATORS = ['; ', '; ', '; ', ';', ' ; ', ';;', ', ', '', ' ', '\t;'];
const VISIBLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LATIN = Array.from({ length: 128 }, (_, at) => String.fromCharCode(128 + at)).join('');

/** A generator of Cookie headers, the same ones for the same seed: pieces of hostile headers, of ours and of anything. */
export class HeaderGenerator {
  private readonly pieces: readonly string[];

  constructor(
    private state: number,
    corpus: readonly HostileCookie[],
  ) {
    this.pieces = corpus.map(({ header }) => header).filter((header) => header.length < 4000);
  }

  next(): string {
    const cookies = this.below(4) === 0 ? this.below(MOST_COOKIES) + 1 : this.below(8) + 1;
    const longest = this.below(4) === 0 ? MOST_BYTES : 400;
    let header = '';
    for (let at = 0; at < cookies && header.length < MOST_BYTES; at += 1)
      header += this.cookie(longest) + this.oneOf(SEPARATORS);
    return header.slice(0, MOST_BYTES);
  }

  private cookie(longest: number): string {
    if (this.below(3) === 0) return this.changed(this.oneOf(this.pieces));
    const name = this.oneOf(NAMES) + (this.below(3) === 0 ? `.${this.below(25)}` : '');
    return name + this.oneOf(AFTER_NAME) + this.text(this.below(longest));
  }

  /** One place in three is left as it is. */
  private changed(text: string): string {
    const at = this.below(text.length + 1);
    const kind = this.below(3);
    if (kind === 0) return text;
    return text.slice(0, at) + (kind === 1 ? '' : this.text(1)) + text.slice(at + this.below(3));
  }

  private text(length: number): string {
    const letters = this.oneOf([BASE64URL, BASE64URL, VISIBLE, LATIN, '0123456789', 'A']);
    let text = '';
    while (text.length < length) text += letters[this.below(letters.length)];
    return text;
  }

  private oneOf<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Mulberry32: small, fast, and the same everywhere. */
  private below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  }
}
