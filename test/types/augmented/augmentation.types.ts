import { expectTypeOf } from 'expect-type';
import type { Session, SessionService } from '../../../lib/index.js';

declare module '../../../lib/index.js' {
  interface SessionData {
    userId?: number;
    basket?: string[];
  }
}

/** Every `Session` has what the application added, and nothing else. */
export function augmented(session: Session, service: SessionService) {
  expectTypeOf(session.userId).toEqualTypeOf<number | undefined>();
  expectTypeOf(service.get({}).basket).toEqualTypeOf<string[] | undefined>();
  expectTypeOf(service.current().userId).toEqualTypeOf<number | undefined>();
  const unsealed = service.unseal('');
  if (unsealed.ok) expectTypeOf(unsealed.data.userId).toEqualTypeOf<number | undefined>();
  // @ts-expect-error: a number
  session.userId = 'seven';
  // @ts-expect-error: not added
  session.unknown = 1;
}

/** A type that is given replaces it. */
export function replaced(session: Session<{ step: number }>) {
  expectTypeOf(session.step).toEqualTypeOf<number>();
  // @ts-expect-error: of SessionData
  session.userId = 7;
}
