import type { Data } from './data-rules.js';
import { FLASH, FlashMessages } from './flash.js';
import { stringifyData } from './json.js';
import { isReservedName, type SessionObject } from './session-object.js';

/** The data of a session as the application has it: own properties of an object, and flash messages beside them. */
export class LiveData {
  readonly messages = new FlashMessages();

  constructor(public object: SessionObject) {}

  /** JSON of the data as it is now. */
  text(): string {
    const { value } = this.messages;
    return stringifyData(value === undefined ? this.object : { ...this.copy(), [FLASH]: value });
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
