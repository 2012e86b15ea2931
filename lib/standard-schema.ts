/**
 * What is used of the Standard Schema interface (standardschema.dev, version 1), which zod, valibot, arktype and others
 * implement. The specification is meant to be copied, so that libraries need no dependency for it.
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** One reason why data does not fit. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/** The data that a schema lets through. */
export type SchemaOutput<Schema> = Schema extends StandardSchema<infer Output> ? Output : never;
