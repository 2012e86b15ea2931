import type { CookieWriter } from '../cookie/set-cookie.js';
import { sealedLength } from '../envelope/envelope.js';
import type { SessionError } from '../errors.js';
import type { ResolvedOptions } from '../resolve-options.js';
import { DataSchema } from './data-schema.js';
import { FLASH } from './flash.js';
import { stringifyData } from './json.js';
import { tooLargeError } from './session-errors.js';
import type { SessionEvents } from './session-events.js';

export type Data = Record<string, unknown>;

export interface ReadData {
  readonly data: Data;
  /** The JSON of the data while nobody has changed it: a schema may have put it in another order, or added to it. */
  readonly unchangedText: string;
}

interface InitialData {
  readonly data: Readonly<Data>;
  readonly text: string;
}

const NOTHING: InitialData = Object.freeze({ data: Object.freeze({}), text: '{}' });

/** What a session may hold: any JSON object, or what the application's schema lets through. */
export class DataRules {
  private readonly schema: DataSchema | undefined;
  private readonly maxBytes: number;

  constructor(
    { schema, onInvalid, maxBytes }: ResolvedOptions,
    private readonly cookies: CookieWriter,
    private readonly events: SessionEvents,
  ) {
    this.maxBytes = maxBytes;
    this.schema = schema === undefined ? undefined : new DataSchema(schema, onInvalid);
    // At start-up: defaults that JSON cannot hold.
    this.initial();
  }

  /** The data of a new session, and its JSON. */
  initial(): InitialData {
    if (this.schema === undefined) return NOTHING;
    const data = this.schema.initial();
    return { data, text: stringifyData(data) };
  }

  /** The data of a sealed text, as the schema has it now; undefined for a text that is no JSON object. */
  read(text: string): ReadData | undefined {
    const data = parseRecord(text);
    if (data === undefined || this.schema === undefined) return data && { data, unchangedText: text };
    const own = withoutFlash(data);
    const migrated = isEmpty(own)
      ? { data: this.schema.initial(), repaired: false }
      : this.schema.migrate(own);
    if (migrated === undefined) this.events.rejected('schema');
    const flash = FLASH in data ? { [FLASH]: data[FLASH] } : {};
    const all = { ...(migrated?.data ?? this.schema.initial()), ...flash };
    return { data: all, unchangedText: migrated?.repaired === false ? textOf(all, text) : text };
  }

  /** Bytes of the Cookie header that a session with this JSON takes. */
  wireBytes(text: string): number {
    return this.cookies.wireBytes(sealedLength(Buffer.byteLength(text)));
  }

  /** Why a text cannot be sealed, if it cannot: too large, or not what the schema lets through. */
  refusal(text: string): SessionError | undefined {
    const bytes = this.wireBytes(text);
    if (bytes > this.maxBytes) {
      this.events.tooLarge(bytes, this.maxBytes);
      return tooLargeError(JSON.parse(text) as Data, bytes, this.maxBytes);
    }
    if (this.schema === undefined) return undefined;
    const data = withoutFlash(JSON.parse(text) as Data);
    return isEmpty(data) ? undefined : this.schema.refusal(data);
  }
}

/** No schema is asked about a session that holds nothing: every visitor has one, until somebody stores what it wants. */
const isEmpty = (data: Data): boolean => Object.keys(data).length === 0;

/** Flash messages are the library's, so no schema has to know them. */
export function withoutFlash(data: Data): Data {
  const rest = { ...data };
  delete rest[FLASH];
  return rest;
}

/** Data that a schema made and JSON cannot hold counts as changed, and is refused where it is sealed. */
function textOf(data: Data, sealedText: string): string {
  try {
    return stringifyData(data);
  } catch {
    return sealedText;
  }
}

function parseRecord(text: string): Data | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Data) : undefined;
  } catch {
    return undefined;
  }
}
