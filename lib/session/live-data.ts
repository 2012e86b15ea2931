import type { Data } from './data-rules.js';
import { FLASH, FlashMessages } from './flash.js';
import { FlatSnapshot } from './flat-snapshot.js';
import { stringifyData } from './json.js';
import { isReservedName, type SessionObject } from './session-object.js';

/** The data of a session as the application has it: own properties of an object, and flash messages beside them. */
export class LiveData {
  readonly messages = new FlashMessages();
  private seen: FlatSnapshot | undefined;

  constructor(public object: SessionObject) {}

  /** JSON of the data as it is now. Asked for up to three times a request, so what is flat is remembered. */
  text(): string {
    const { value } = this.messages;
    if (value !== undefined) return stringifyData({ ...this.copy(), [FLASH]: value });
    if (this.seen?.matches(this.object)) return this.seen.text;
    const text = stringifyData(this.object);
    this.remember(this.object, text);
    return text;
  }

  /** Takes a text for the JSON of the data, for as long as the session holds just this. */
  remember(data: object, text: string): void {
    this.seen = FlatSnapshot.of(data, text);
  }

  /** The data as it is now, as a plain object. */
  copy(): Data {
    return Object.fromEntries(Object.entries(this.object));
  }

  /** A reserved name is in no session that this library sealed; where another did, it is not taken. */
  fill(source: Data): void {
    const data = this.object as unknown as Data;
    for (const key of Object.keys(source)) {
      if (!isReservedName(key)) data[key] = source[key];
      else if (key === FLASH) this.messages.load(source[key]);
    }
  }

  clear(): void {
    const data = this.object as unknown as Data;
    for (const key of Object.keys(data)) delete data[key];
    this.messages.clear();
  }
}
