import { createParamDecorator, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import { registryOf, responseOf } from '../connect/session-registry.js';
import type { SessionMethods, SessionReadings } from '../session/session-object.js';
import type { SchemaOutput, StandardSchema } from '../standard-schema.js';
import { rawRequestOf } from './raw-request.js';

/**
 * What an application keeps in its session. Augment it to have `@Session() session: Session` typed everywhere:
 *
 * @example
 * declare module 'nestjs-sealed-session' {
 *   interface SessionData { userId?: number }
 * }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface SessionData {}

/** The data of a type or of a schema; any property, until SessionData is augmented or either is given. */
export type SessionValues<Data> = Loose<Data extends StandardSchema ? SchemaOutput<Data> : Data>;
type Loose<Data> = keyof Data extends never ? Record<string, any> : Data;

/**
 * A session: the data as own properties, and the methods of `SessionMethods`.
 *
 * @typeParam Data the data's type, or the type of a Standard Schema (`Session<typeof schema>`). Default: SessionData.
 */
export type Session<Data = SessionData> = SessionValues<Data> &
  SessionMethods &
  Omit<SessionReadings, keyof SessionValues<Data>>;

/**
 * Parameter decorator: the session of the request, opened now if nobody did.
 *
 * @param name of the import, where there are several; absent: the unnamed one.
 * @throws {SessionError} ERR_SESSION_UNAVAILABLE where the module is not imported, or not under that name.
 *
 * @example
 * \@Get() index(@Session() session: Session) { session.views = (session.views ?? 0) + 1; }
 */
export const Session: SessionDecorator = createParamDecorator(
  (name: string | undefined, context: ExecutionContext) => {
    const request = rawRequestOf(context);
    return registryOf(request).get(name).open(request, responseOf(request)).object;
  },
);

/** Spelled out, because Nest 11 and 12 name the type of a parameter decorator differently. */
type SessionDecorator = (
  ...nameOrPipes: Array<string | PipeTransform | Type<PipeTransform> | undefined>
) => ParameterDecorator;
