import { type } from 'arktype';
import { expectTypeOf } from 'expect-type';
import { object, optional, pipe, string, transform } from 'valibot';
import { z } from 'zod';
import { CookieSessionModule, Session, type SessionService } from '../../lib/index.js';
import type { SessionMethods } from '../../lib/session/session-object.js';
import type { arktypeSchema, Preferences, valibotSchema, zodSchema } from '../support/schemas.js';

/** The type of the session follows from the schema. */
export function inferred(
  zod: Session<typeof zodSchema>,
  valibot: Session<typeof valibotSchema>,
  arktype: Session<typeof arktypeSchema>,
) {
  for (const session of [zod, valibot, arktype]) {
    expectTypeOf(session.theme).toEqualTypeOf<'light' | 'dark'>();
    expectTypeOf(session.userId).toEqualTypeOf<number | undefined>();
    expectTypeOf(session).toExtend<Preferences & SessionMethods>();
  }
  // @ts-expect-error: not in the schema of zod
  zod.unknown = 1;
  // @ts-expect-error: not in the schema of valibot
  valibot.unknown = 1;
  // @ts-expect-error: not in the schema of arktype
  arktype.unknown = 1;
  // @ts-expect-error: no such theme
  zod.theme = 'sepia';
  // @ts-expect-error: no such theme
  valibot.theme = 'sepia';
  // @ts-expect-error: no such theme
  arktype.theme = 'sepia';
}

const transforming = {
  zod: z.object({ since: z.coerce.date(), name: z.string().optional() }),
  valibot: object({
    since: pipe(
      string(),
      transform((text) => new Date(text)),
    ),
    name: optional(string()),
  }),
  arktype: type({ since: 'string.date.parse', 'name?': 'string' }),
};

/** What comes out of a schema, not what goes in. */
export function outputs(
  zod: Session<typeof transforming.zod>,
  valibot: Session<typeof transforming.valibot>,
  arktype: Session<typeof transforming.arktype>,
) {
  expectTypeOf(zod.since).toEqualTypeOf<Date>();
  expectTypeOf(valibot.since).toEqualTypeOf<Date>();
  expectTypeOf(arktype.since).toEqualTypeOf<Date>();
}

/** The same through the service. */
export function service(sessions: SessionService) {
  expectTypeOf(sessions.get<typeof zodSchema>({}).theme).toEqualTypeOf<'light' | 'dark'>();
  expectTypeOf(sessions.current<typeof zodSchema>().theme).toEqualTypeOf<'light' | 'dark'>();
  const unsealed = sessions.unseal<typeof zodSchema>('');
  if (unsealed.ok) expectTypeOf(unsealed.data.theme).toEqualTypeOf<'light' | 'dark'>();
}

/** A handler names the type once more: a decorator cannot change that of a parameter. */
export class ThemeController {
  read(@Session() session: Session<typeof zodSchema>): string {
    return session.theme;
  }
}

/** Options: any Standard Schema, and what `onInvalid` gets. */
export function options(secret: string, zod: typeof zodSchema, valibot: typeof valibotSchema) {
  CookieSessionModule.forRoot({ secret, schema: zod, onInvalid: 'reset' });
  CookieSessionModule.forRoot({
    secret,
    schema: valibot,
    onInvalid(data, issues) {
      expectTypeOf(data).toEqualTypeOf<Record<string, unknown>>();
      expectTypeOf(issues[0]?.message).toEqualTypeOf<string | undefined>();
      return {};
    },
  });
  CookieSessionModule.forRoot({ secret, schema: transforming.arktype });
  // @ts-expect-error: no schema
  CookieSessionModule.forRoot({ secret, schema: { userId: 'number' } });
  // @ts-expect-error: neither 'reset' nor a function
  CookieSessionModule.forRoot({ secret, schema: zod, onInvalid: 'keep' });
}
