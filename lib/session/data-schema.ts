import { SessionError } from '../errors.js';
import type { OnInvalid } from '../options.js';
import type { SchemaIssue, SchemaResult, StandardSchema } from '../standard-schema.js';
import type { Data } from './data-rules.js';
import { isRecord } from './json.js';

/** The application's schema for session data: applied when a session is opened, and before a changed one is sealed. */
export class DataSchema {
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
  }

  /** Data of a new session: what the schema makes of nothing, where it accepts that. Made anew: a default may be random. */
  initial(): Data {
    return this.accepted(this.validate({})) ?? {};
  }

  /** Sealed data as the schema has it now, or as `onInvalid` repairs it; undefined where neither gives data that fits. */
  migrate(data: Data): { readonly data: Data; readonly repaired: boolean } | undefined {
    const result = this.validate(data);
    const repaired = result.issues !== undefined;
    const fitting = this.accepted(repaired ? this.validate(this.repair(data, result.issues)) : result);
    return fitting && { data: fitting, repaired };
  }

  /** ERR_SESSION_INVALID naming paths, never values; undefined for data that fits. */
  refusal(data: Data): SessionError | undefined {
    const { issues } = this.validate(data);
    return issues && invalidError(issues);
  }

  private accepted(result: SchemaResult<unknown>): Data | undefined {
    return result.issues === undefined && isData(result.value) ? (copyOf(result.value) as Data) : undefined;
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

/**
 * Lists and plain objects anew. A schema may hand out the default itself that it was given: what one visitor stores there
 * is no other's.
 */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What a schema says may quote the data, so it stands beside the message, where no log shows it. */
function invalidError(issues: readonly SchemaIssue[]): SessionError {
  const paths = issues.map(({ path = [] }) => ['session', ...path.map(keyOf)].join('.'));
  const error = new SessionError(
    'ERR_SESSION_INVALID',
    `Session data does not fit the schema: ${[...new Set(paths)].join(', ')}. The error's "issues" say why.`,
  );
  return Object.defineProperty(error, 'issues', { value: issues });
}

const keyOf = (segment: PropertyKey | { readonly key: PropertyKey }) =>
  String(typeof segment === 'object' ? segment.key : segment);

function invalidSchema(expected: string): SessionError {
  return new SessionError(
    'ERR_SESSION_OPTION_INVALID',
    `nestjs-sealed-session: option "schema" must be ${expected}.`,
  );
}
