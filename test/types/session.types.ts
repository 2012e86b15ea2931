import { expectTypeOf } from 'expect-type';
import type { Session, SessionService } from '../../lib/index.js';
import type { SessionMethods } from '../../lib/session/session-object.js';

/** Without an augmentation and without a type: any property. */
export function anything(session: Session, service: SessionService) {
  expectTypeOf(session.whatever).toBeAny();
  expectTypeOf<Session['save']>().toEqualTypeOf<SessionMethods['save']>();
  expectTypeOf(service.get({})).toEqualTypeOf<Session>();
  expectTypeOf(service.current()).toEqualTypeOf<Session>();
  const unsealed = service.unseal('');
  if (unsealed.ok) expectTypeOf(unsealed.data.whatever).toBeAny();
  else expectTypeOf(unsealed.reason).toExtend<string>();
}

/** With a type: its properties and no others. */
export function typed(session: Session<{ step?: number }>, service: SessionService) {
  expectTypeOf(session.step).toEqualTypeOf<number | undefined>();
  expectTypeOf(service.get<{ step?: number }>({})).toEqualTypeOf<typeof session>();
  session.step = 1;
  delete session.step;
  // @ts-expect-error: a number
  session.step = 'one';
  // @ts-expect-error: not in the type
  session.other = 1;
}

/** The methods of express-session, by callback and by promise. */
export function methods(session: Session<{ step?: number }>) {
  expectTypeOf(session.regenerate()).toEqualTypeOf<Promise<void>>();
  expectTypeOf(session.destroy((error) => expectTypeOf(error).toEqualTypeOf<unknown>())).resolves.toBeVoid();
  expectTypeOf(session.touch({ timeout: 1000, persistent: true }, () => {})).resolves.toBeVoid();
  expectTypeOf(session.flash('notice')).toEqualTypeOf<string[]>();
  expectTypeOf(session.flash('notice', 'Saved.')).toBeVoid();
  // @ts-expect-error: messages are text
  session.flash('notice', { text: 'Saved.' });
  // @ts-expect-error: milliseconds, no text
  void session.touch({ timeout: '1h' });
}

/** Reserved names: data under them is refused, by the compiler too. */
export function reservedNames(session: Session<{ step?: number }>, loose: Session) {
  // @ts-expect-error: reserved
  session.flash = 'Saved.';
  // @ts-expect-error: reserved
  session.save = true;
  // @ts-expect-error: reserved
  session.touch = { at: 1 };
  // @ts-expect-error: reserved
  session.reload = 1;
  // @ts-expect-error: reserved
  session.destroy = null;
  // @ts-expect-error: reserved
  session.regenerate = undefined;
  // @ts-expect-error: reserved where any property is allowed
  loose.save = true;
  // @ts-expect-error: reserved where any property is allowed
  loose.flash = 'Saved.';
}

/** A type that has a reserved name fits no value. */
export function reservedInTheType(session: Session<{ save: boolean }>) {
  // @ts-expect-error: neither a boolean nor a function will do
  session.save = true;
}

/** `id` and `cookie` are read, unless the data has these names. */
export function readings(session: Session<{ step?: number }>, own: Session<{ id: number; cookie: boolean }>) {
  expectTypeOf(session.id).toEqualTypeOf<string>();
  expectTypeOf(session.cookie.maxAge).toEqualTypeOf<number | null>();
  expectTypeOf(session.cookie.expires).toEqualTypeOf<Date | null>();
  // @ts-expect-error: to read
  session.id = 'other';
  // @ts-expect-error: to read; touch() changes it
  session.cookie.maxAge = 1000;
  expectTypeOf(own.id).toEqualTypeOf<number>();
  own.id = 7;
  own.cookie = true;
}
