import { describe, expect, it } from '@jest/globals';
import { commit, sessionOf, signedIn, type TestSession } from '../../support/managers.js';
import type { SessionState } from '../../../lib/session/session-state.js';

/** A session whose response is out. */
async function committed(): Promise<SessionState> {
  const visitor = await signedIn();
  const state = visitor.manager.load(visitor.jar.header);
  commit(state);
  return state;
}

describe('after the headers are out', () => {
  it('nothing is lost where nothing was changed', async () => {
    expect((await committed()).changedInVain).toBe(false);
  });

  it.each<[string, (session: TestSession) => unknown]>([
    ['data', (session) => (session['user'] = 2)],
    ['a deletion', (session) => delete session['user']],
    ['a message', (session) => session.flash('notice', 'hello')],
    ['what JSON cannot hold', (session) => (session['n'] = 1n)],
    ['regenerate()', (session) => session.regenerate().catch(() => {})],
    ['destroy()', (session) => session.destroy().catch(() => {})],
    ['touch()', (session) => session.touch().catch(() => {})],
  ])('is lost: %s', async (_, change) => {
    const state = await committed();
    await change(sessionOf(state));
    expect(state.changedInVain).toBe(true);
  });

  it.each(['save', 'reload'] as const)('%s() fails, and loses nothing', async (method) => {
    const state = await committed();
    await expect(sessionOf(state)[method]()).rejects.toMatchObject({ code: 'ERR_SESSION_HEADERS_SENT' });
    expect(state.changedInVain).toBe(false);
  });

  it('nothing is lost of a session whose commit failed: that was told', async () => {
    const visitor = await signedIn();
    const state = visitor.manager.load(visitor.jar.header);
    sessionOf(state)['n'] = 1n;
    expect(() => commit(state)).toThrow('session.n is a BigInt');
    expect(state.changedInVain).toBe(false);
  });
});

describe('a session that is opened when the headers are out already', () => {
  it('can be read, and loses what is stored in it', async () => {
    const visitor = await signedIn();
    const state = visitor.manager.load(visitor.jar.header);
    state.commitUnchanged();
    expect(state.changedInVain).toBe(false);
    await expect(sessionOf(state).touch()).rejects.toMatchObject({ code: 'ERR_SESSION_HEADERS_SENT' });
    sessionOf(state)['user'] = 2;
    expect(state.changedInVain).toBe(true);
  });
});

describe('after regenerate(callback)', () => {
  it('the old object keeps its id and its data, which must not change', async () => {
    const visitor = await signedIn();
    const state = visitor.manager.load(visitor.jar.header);
    const before = sessionOf(state) as any;
    const { id } = before;
    void before.regenerate(() => {});
    const after = sessionOf(state) as any;
    expect(after).not.toBe(before);
    expect([before.id, before.user]).toEqual([id, 1]);
    expect(after.id).not.toBe(id);
    expect({ ...after }).toEqual({});
    before.user = 2;
    expect(() => commit(state)).toThrow(expect.objectContaining({ code: 'ERR_SESSION_REPLACED' }));
  });

  it('data under the name "id" stays what it was', async () => {
    const visitor = await signedIn();
    await visitor.visit((session) => (session['id'] = 'mine'));
    const state = visitor.manager.load(visitor.jar.header);
    const before = sessionOf(state) as any;
    void before.regenerate(() => {});
    expect(before.id).toBe('mine');
    expect(Object.keys(before)).toContain('id');
    expect(commit(state)).toHaveLength(1);
  });
});
