/** A Cookie header that counts how many characters are looked at, because work can be asserted and time cannot. */
export class CountingHeader {
  work = 0;

  constructor(private readonly text: string) {}

  get length(): number {
    return this.text.length;
  }

  includes(search: string): boolean {
    return this.indexOf(search) !== -1;
  }

  indexOf(search: string, from = 0): number {
    const found = this.text.indexOf(search, from);
    this.work += (found === -1 ? this.text.length : found + search.length) - Math.min(from, this.text.length);
    return found;
  }

  charCodeAt(at: number): number {
    this.work += 1;
    return this.text.charCodeAt(at);
  }

  slice(from: number, to: number): string {
    const part = this.text.slice(from, to);
    this.work += part.length;
    return part;
  }
}

/** Characters looked at, per character of the text, while `read` runs. */
export function workPerCharacter(text: string, read: (header: string) => unknown): number {
  const header = new CountingHeader(text);
  read(header as unknown as string);
  return header.work / text.length;
}
