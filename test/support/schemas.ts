import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

/** One shape in three libraries: unknown keys are refused, `theme` has a default. */
export const zodSchema = z.strictObject({
  userId: z.number().optional(),
  theme: z.enum(['light', 'dark']).default('light'),
});

export const valibotSchema = v.strictObject({
  userId: v.optional(v.number()),
  theme: v.optional(v.picklist(['light', 'dark']), 'light'),
});

export const arktypeSchema = type({
  '+': 'reject',
  'userId?': 'number',
  theme: "'light' | 'dark' = 'light'",
});

/** What each of them lets through. */
export interface Preferences {
  userId?: number | undefined;
  theme: 'light' | 'dark';
}

export const schemas = [
  ['zod', zodSchema],
  ['valibot', valibotSchema],
  ['arktype', arktypeSchema],
] as const;
