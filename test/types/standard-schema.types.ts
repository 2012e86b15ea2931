import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expectTypeOf } from 'expect-type';
import type { SchemaIssue, SchemaOutput, SchemaResult, StandardSchema } from '../../lib/standard-schema.js';

/** Our copy of the interface and the specification's: what fits one fits the other. */
export function sameAsTheSpecification<Output>(
  ours: StandardSchema<Output>,
  theirs: StandardSchemaV1<unknown, Output>,
  ourResult: SchemaResult<Output>,
  theirResult: StandardSchemaV1.Result<Output>,
  ourIssue: SchemaIssue,
  theirIssue: StandardSchemaV1.Issue,
) {
  ours = theirs;
  theirs = ours;
  ourResult = theirResult;
  theirResult = ourResult;
  ourIssue = theirIssue;
  theirIssue = ourIssue;
  return { ours, theirs, ourResult, theirResult, ourIssue, theirIssue };
}

type Spec = StandardSchemaV1<{ theme?: 'light' }, { theme: 'light' }>;

expectTypeOf<Spec>().toExtend<StandardSchema>();
expectTypeOf<StandardSchema>().toExtend<StandardSchemaV1>();
expectTypeOf<SchemaOutput<Spec>>().toEqualTypeOf<StandardSchemaV1.InferOutput<Spec>>();
