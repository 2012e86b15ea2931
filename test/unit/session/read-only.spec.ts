import { describe, expect, it } from '@jest/globals';
import { sessionOf, signedIn, type TestSession } from '../../support/managers.js';

const readOnly = expect.objectContaining({
  code: 'ERR_SESSION_READ_ONLY',
  message: expect.stringMatching(
    /^The session of a socket is .* to read: .* could take a cookie\. .* HTTP request .*/,
  ),
});

async function socketSession(): Promise<TestSession> {
  const visitor = await signedIn();
  await visitor.visit((session) => Object.assign(session, { list: [{ n: 1 }], nothing: null, text: 'tea' }));
  const state = visitor.manager.load(visitor.jar.header);
  state.makeReadOnly();
  return sessionOf(state);
}

describe('the session of a socket', () => {
  it('shows everything', async () => {
    const session = await socketSession();
    expect({ ...session }).toEqual({ user: 1, list: [{ n: 1 }], nothing: null, text: 'tea' });
    expect(JSON.stringify(session)).toBe('{"user":1,"list":[{"n":1}],"nothing":null,"text":"tea"}');
    expect(session['list'].map(({ n }: { n: number }) => n)).toEqual([1]);
    expect(session['id']).toMatch(/^[\w-]{22}$/);
  });

  it('is the same however often it is read', async () => {
    const session = await socketSession();
    expect(session['list']).toBe(session['list']);
    expect(session['list'][0]).toBe(session['list'][0]);
  });

  it.each<[string, (session: TestSession) => unknown]>([
    ['a property', (session) => (session['user'] = 2)],
    ['a new property', (session) => (session['more'] = 2)],
    ['a nested property', (session) => (session['list'][0].n = 2)],
    ['a list', (session) => session['list'].push(2)],
    ['deletion', (session) => delete session['user']],
    ['definition', (session) => Object.defineProperty(session, 'user', { value: 2 })],
    ['another prototype', (session) => Object.setPrototypeOf(session, {})],
    ['freezing', (session) => Object.freeze(session)],
    ['a message', (session) => session.flash('notice', 'hello')],
    ['reading messages away', (session) => session.flash('notice')],
  ])('takes nothing: %s', async (_, change) => {
    const session = await socketSession();
    expect(() => change(session)).toThrow(readOnly);
    expect(session['user']).toBe(1);
    expect(session['list']).toEqual([{ n: 1 }]);
  });

  it.each(['regenerate', 'destroy', 'save', 'touch', 'reload'] as const)('refuses %s()', async (method) => {
    await expect((await socketSession())[method]()).rejects.toEqual(readOnly);
  });

  it('has changed nothing in vain that was refused', async () => {
    const visitor = await signedIn();
    const state = visitor.manager.load(visitor.jar.header);
    state.makeReadOnly();
    await sessionOf(state)
      .destroy()
      .catch(() => {});
    expect(state.changedInVain).toBe(false);
  });
});
