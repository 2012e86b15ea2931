import { SessionError } from '../errors.js';
import type { OnInvalid } from '../options.js';
import type { SchemaIssue, SchemaResult, StandardSchema } from '../standard-schema.js';
import type { Data } from './data-rules.js';
import { isRecord } from './json.js';

/** The application's schema for session data: applied when a session is opened, and before a changed one is sealed. */
export class DataSchema {
  /** Data of a new session: what the schema makes of nothing, where it accepts that. */
  readonly initial: Readonly<Data>;

  /** @throws {SessionError} ERR_SESSION_OPTION_INVALID for what is no Standard Schema, or validates asynchronously. */
  constructor(
    private readonly schema: StandardSchema,
    private readonly onInvalid: OnInvalid,
  ) {
    if (typeof schema?.['~standard']?.validate !== 'function')
      throw invalidSchema('a Standard Schema, such as zod makes');
    const result = schema['~standard'].validate({});
    if (result instanceof Promise) {
      result.catch(() => {});
      throw invalidSchema('a schema that validates synchronously: a session is opened without waiting');
    }
    this.initial = result.issues === undefined && isData(result.value) ? result.value : {};
  }

  /** Sealed data as the schema has it now, or as `onInvalid` repairs it; undefined where neither gives data that fits. */
  migrate(data: Data): { readonly data: Data; readonly repaired: boolean } | undefined {
    const accepted = this.validate(data);
    const repaired = accepted.issues !== undefined;
    const result = repaired ? this.validate(this.repair(data, accepted.issues)) : accepted;
    return result.issues === undefined && isData(result.value) ? { data: result.value, repaired } : undefined;
  }

  /** ERR_SESSION_INVALID naming path and reason, never the value; undefined for data that fits. */
  refusal(data: Data): SessionError | undefined {
    const { issues } = this.validate(data);
    if (issues === undefined) return undefined;
    const list = issues.map(
      ({ path = [], message }) => `${['session', ...path.map(keyOf)].join('.')}: ${message}`,
    );
    return new SessionError(
      'ERR_SESSION_INVALID',
      `Session data does not fit the schema. ${list.join('; ')}`,
    );
  }

  private repair(data: Data, issues: readonly SchemaIssue[]): unknown {
    try {
      return typeof this.onInvalid === 'function' ? this.onInvalid(data, issues) : undefined;
    } catch {
      return undefined;
    }
  }

  /** A schema that throws, or answers later for once, has not accepted. */
  private validate(value: unknown): SchemaResult<unknown> {
    try {
      const result = this.schema['~standard'].validate(value);
      if (!(result instanceof Promise)) return result;
      result.catch(() => {});
    } catch {
      // Answered below.
    }
    return { issues: [{ message: 'the schema gave no answer' }] };
  }
}

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && isRecord(value);

const keyOf = (segment: PropertyKey | { readonly key: PropertyKey }) =>
  String(typeof segment === 'object' ? segment.key : segment);

function invalidSchema(expected: string): SessionError {
  return new SessionError(
    'ERR_SESSION_OPTION_INVALID',
    `CookieSessionModule: option "schema" must be ${expected}.`,
  );
}
