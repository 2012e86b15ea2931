import { describe, expect, it } from '@jest/globals';
import { FlashMessages } from '../../../lib/session/flash.js';
import { newVisitor } from '../../support/managers.js';

describe('flash messages', () => {
  it('wait for the next request that asks, and are gone afterwards', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => session.flash('info', 'Signed in'));
    await visitor.visit();
    await visitor.visit((session) => expect(session.flash('info')).toEqual(['Signed in']));
    await visitor.visit((session) => expect(session.flash('info')).toEqual([]));
  });

  it('come oldest first, by kind', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => {
      session.flash('info', '1');
      session.flash('error', '2');
      session.flash('info', '3');
    });
    await visitor.visit((session) => {
      session.flash('info', '4');
      expect(session.flash('info')).toEqual(['1', '3', '4']);
    });
    await visitor.visit((session) => expect(session.flash('error')).toEqual(['2']));
  });

  it('can be taken in the request that left them', async () => {
    const visitor = await newVisitor();
    const lines = await visitor.visit((session) => {
      session.flash('info', 'now');
      expect(session.flash('info')).toEqual(['now']);
    });
    expect(lines).toEqual([]);
  });

  it('are no data, and do not disturb it', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => {
      session['user'] = 1;
      session.flash('info', 'x');
      expect(Object.keys(session)).toEqual(['user']);
    });
    expect(visitor.data).toEqual({ user: 1 });
  });

  it('that are only read do not write the cookie', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session['user'] = 1));
    expect(await visitor.visit((session) => session.flash('none'))).toEqual([]);
  });

  it('that were taken leave nothing behind', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => session.flash('info', 'x'));
    await visitor.visit((session) => session.flash('info'));
    await visitor.visit((_, state) => expect(state.live.text()).toBe('{}'));
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '0', 'kind with blanks', '😀'])(
    'may be of the kind %p',
    async (kind) => {
      const visitor = await newVisitor();
      await visitor.visit((session) => {
        expect(session.flash(kind)).toEqual([]);
        session.flash(kind, 'message');
      });
      await visitor.visit((session) => expect(session.flash(kind)).toEqual(['message']));
      expect(({} as { message?: unknown }).message).toBeUndefined();
      expect(Object.prototype).not.toHaveProperty('0');
    },
  );

  it('are dropped by regenerate and destroy', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => session.flash('info', 'x'));
    await visitor.visit(async (session) => {
      await session.regenerate();
      expect(session.flash('info')).toEqual([]);
    });
  });

  it.each([
    [1, 'x'],
    ['x', 1],
    ['x', null],
    [null, 'x'],
  ])('that are no strings are refused: %p, %p', async (kind, message) => {
    const visitor = await newVisitor();
    await visitor.visit((session) =>
      expect(() => session.flash(kind as never, message as never)).toThrow(TypeError),
    );
  });
});

it.each([
  null,
  7,
  'x',
  [],
  [['a']],
  { a: 'x' },
  { a: { b: 'x' } },
  { a: [1, null, {}] },
  new Map([['a', ['x']]]),
])('what a cookie held instead of messages is ignored: %p', (value) => {
  const flash = new FlashMessages();
  flash.load(value);
  expect(flash.value).toBeUndefined();
});

it('strings among what a cookie held are taken', () => {
  const flash = new FlashMessages();
  flash.load({ a: ['x', 1, 'y'], b: [] });
  expect(flash.take('a')).toEqual(['x', 'y']);
  expect(flash.value).toBeUndefined();
});
