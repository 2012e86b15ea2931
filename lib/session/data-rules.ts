import type { SessionError } from '../errors.js';
import type { ResolvedOptions } from '../resolve-options.js';
import { DataSchema } from './data-schema.js';
import { FLASH } from './flash.js';
import { stringifyData } from './json.js';

export type Data = Record<string, unknown>;

/** What a session may hold: any JSON object, or what the application's schema lets through. */
export class DataRules {
  /** JSON of a new session. */
  readonly initialText: string;
  private readonly schema: DataSchema | undefined;

  constructor(
    { schema, onInvalid }: Pick<ResolvedOptions, 'schema' | 'onInvalid'>,
    private readonly onReset: () => void,
  ) {
    this.schema = schema && new DataSchema(schema, onInvalid);
    this.initialText = stringifyData(this.schema?.initial ?? {});
  }

  /** The data of a new session. */
  initial(): Data {
    return JSON.parse(this.initialText) as Data;
  }

  /** The data of a sealed text, as the schema has it now; undefined for a text that is no JSON object. */
  read(text: string): Data | undefined {
    const data = parseRecord(text);
    return data === undefined || this.schema === undefined ? data : this.migrate(data, this.schema);
  }

  /** Why a text cannot be sealed, if the schema refuses it. */
  refusal(text: string): SessionError | undefined {
    return this.schema?.refusal(withoutFlash(JSON.parse(text) as Data));
  }

  private migrate(data: Data, schema: DataSchema): Data {
    const migrated = schema.migrate(withoutFlash(data));
    if (migrated === undefined) this.onReset();
    return FLASH in data
      ? { ...(migrated ?? this.initial()), [FLASH]: data[FLASH] }
      : (migrated ?? this.initial());
  }
}

/** Flash messages are the library's, so no schema has to know them. */
function withoutFlash({ [FLASH]: _, ...data }: Data): Data {
  return data;
}

function parseRecord(text: string): Data | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Data) : undefined;
  } catch {
    return undefined;
  }
}
