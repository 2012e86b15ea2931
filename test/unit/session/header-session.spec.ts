import { describe, expect, it } from '@jest/globals';
import { adopt } from '../../../lib/session/session-actions.js';
import { dataOf, headerOf, sessionOf, testManager } from '../../support/managers.js';

const takenTwice = expect.objectContaining({
  code: 'ERR_SESSION_TAKEN_TWICE',
  message: expect.stringContaining('the header x-session'),
});

describe('a session that comes in a header', () => {
  it('takes the place of none', async () => {
    const manager = await testManager();
    const state = manager.load(undefined);
    const stored = manager.accept(manager.unseal(manager.seal({ user: 'ada' })));
    adopt(state, 'x-session', stored);
    expect(dataOf(state)).toEqual({ user: 'ada' });
    expect([state.header, state.id]).toEqual(['x-session', stored?.id]);
  });

  it('is a new one where the header held nothing', async () => {
    const state = (await testManager()).load(undefined);
    adopt(state, 'x-session', undefined);
    expect([dataOf(state), state.header, state.stored]).toEqual([{}, 'x-session', undefined]);
  });

  it('is refused beside a session cookie, whatever that holds', async () => {
    const manager = await testManager();
    const headers = [headerOf(manager, manager.seal({ user: 'ada' })), 'session=junk', 'session='];
    for (const header of headers)
      expect(() => adopt(manager.load(header), 'x-session', undefined)).toThrow(takenTwice);
  });

  it('is refused where something was stored already', async () => {
    const state = (await testManager()).load(undefined);
    sessionOf(state)['user'] = 'ada';
    expect(() => adopt(state, 'x-session', undefined)).toThrow(takenTwice);
    expect([dataOf(state), state.header]).toEqual([{ user: 'ada' }, undefined]);
  });
});
