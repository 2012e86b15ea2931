import { describe, expect, it } from '@jest/globals';
import { commit, newVisitor, sessionOf } from '../../support/managers.js';

describe('regenerate', () => {
  it('gives a new id and no data, in the same object', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session['basket'] = [1]));
    const before = visitor.manager.load(visitor.jar.header).id;
    await visitor.visit(async (session, state) => {
      await session.regenerate();
      expect(state.object).toBe(session);
      expect(Object.keys(session)).toEqual([]);
      session['user'] = 1;
    });
    expect(visitor.data).toEqual({ user: 1 });
    expect(visitor.manager.load(visitor.jar.header).id).not.toBe(before);
  });

  it('with a callback gives a new object', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session['basket'] = [1]));
    await visitor.visit(async (session, state) => {
      await new Promise((resolve) => void session.regenerate(resolve));
      expect(state.object).not.toBe(session);
      expect({ ...session }).toEqual({ basket: [1] });
      // What passport's keepSessionInfo does.
      Object.assign(state.object, session, { user: 1 });
    });
    expect(visitor.data).toEqual({ basket: [1], user: 1 });
  });

  it('with a callback makes later changes of the old object an error', async () => {
    const visitor = await newVisitor();
    const state = visitor.manager.load(undefined);
    const old = sessionOf(state);
    await old.regenerate(() => {});
    old['user'] = 1;
    expect(() => visitor.manager.commit(state)).toThrow(
      expect.objectContaining({ code: 'ERR_SESSION_REPLACED' }),
    );
  });

  it('without data afterwards clears the cookie', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session['user'] = 1));
    const [line] = await visitor.visit((session) => session.regenerate());
    expect(line).toMatch(/^session=; Max-Age=0/);
    expect(visitor.jar.header).toBe('');
  });

  it('begins a life of its own: created now, without the old limits', async () => {
    const visitor = await newVisitor();
    await visitor.visit(async (session) => {
      session['user'] = 1;
      await session.touch({ timeout: 1000, persistent: false });
    });
    await visitor.visit(async (session) => {
      await session.regenerate();
      session['user'] = 2;
    });
    expect(visitor.manager.load(visitor.jar.header)).toMatchObject({
      lifetime: undefined,
      persistent: undefined,
    });
  });
});

describe('destroy', () => {
  it('clears every cookie that the client sent, also those that do not open', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session['text'] = 'x'.repeat(4000)));
    visitor.jar.cookies.set('session', 'garbage').set('session.9', 'stale').set('other', 'kept');
    const lines = await visitor.visit((session) => session.destroy());
    expect(new Set(lines.map((line) => line.split('=', 1)[0]))).toEqual(
      new Set(['session', 'session.0', 'session.1', 'session.9']),
    );
    expect(visitor.jar.header).toBe('other=kept');
  });

  it('makes data that is stored afterwards an error, and clears the cookie all the same', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session['user'] = 1));
    const state = visitor.manager.load(visitor.jar.header);
    await sessionOf(state).destroy();
    sessionOf(state)['message'] = 'lost';
    const destroyed = expect.objectContaining({ code: 'ERR_SESSION_DESTROYED' });
    expect(() => visitor.manager.check(state)).toThrow(destroyed);
    expect(commit(state)).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  it('can be followed by regenerate', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session['user'] = 1));
    await visitor.visit(async (session) => {
      await session.destroy();
      await session.regenerate();
      session['message'] = 'kept';
    });
    expect(visitor.data).toEqual({ message: 'kept' });
  });
});
