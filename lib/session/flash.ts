import { isRecord } from './json.js';

/** Where the messages stand in the JSON: the name is reserved on the session, so no data can be there. */
export const FLASH = 'flash';

type Kinds = Record<string, string[]>;

/** Messages that wait for the next request that asks for them, by kind. Holds nothing until the first is left. */
export class FlashMessages {
  private kinds: Kinds | undefined;

  /** For the session's JSON; undefined when there are none. */
  get value(): Kinds | undefined {
    return this.kinds;
  }

  /** Takes over what a cookie held; anything that is not lists of strings is ignored. */
  load(value: unknown): void {
    if (typeof value !== 'object' || value === null || !isRecord(value)) return;
    for (const [kind, messages] of Object.entries(value)) {
      if (Array.isArray(messages))
        messages.filter((m) => typeof m === 'string').forEach((m) => this.add(kind, m));
    }
  }

  add(kind: string, message: string): void {
    if (typeof kind !== 'string' || typeof message !== 'string') {
      throw new TypeError('session.flash(kind, message) takes two strings');
    }
    // Without a prototype, so that a kind called "__proto__" is a kind.
    this.kinds ??= Object.create(null) as Kinds;
    (this.kinds[kind] ??= []).push(message);
  }

  take(kind: string): string[] {
    const messages = this.kinds?.[kind];
    if (this.kinds === undefined || messages === undefined) return [];
    delete this.kinds[kind];
    if (Object.keys(this.kinds).length === 0) this.kinds = undefined;
    return messages;
  }

  clear(): void {
    this.kinds = undefined;
  }
}
