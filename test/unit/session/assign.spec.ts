import { describe, expect, it } from '@jest/globals';
import { assign } from '../../../lib/session/session-actions.js';
import { signedIn } from '../../support/managers.js';

// What `request.session = data` does.
describe('assigning the session', () => {
  it('replaces the data in place', async () => {
    const visitor = await signedIn();
    await visitor.visit((session, state) => {
      assign(state, { n: 1 });
      expect(state.object).toBe(session);
    });
    expect(visitor.data).toEqual({ n: 1 });
  });

  it('takes a copy', async () => {
    const visitor = await signedIn();
    await visitor.visit((_, state) => {
      const data: Record<string, number> = { n: 1 };
      assign(state, data);
      data['later'] = 2;
    });
    expect(visitor.data).toEqual({ n: 1 });
  });

  it('to itself, or from itself, loses nothing', async () => {
    const visitor = await signedIn();
    expect(await visitor.visit((session, state) => assign(state, session))).toEqual([]);
    await visitor.visit((session, state) => assign(state, { ...session, n: 1 }));
    expect(visitor.data).toEqual({ user: 1, n: 1 });
  });

  it.each([null, undefined])('%p ends it', async (nothing) => {
    const visitor = await signedIn();
    const [line] = await visitor.visit((_, state) => assign(state, nothing));
    expect(line).toMatch(/^session=; Max-Age=0/);
  });

  it('after it was ended starts another', async () => {
    const visitor = await signedIn();
    const { id } = visitor.manager.load(visitor.jar.header);
    await visitor.visit((_, state) => {
      assign(state, null);
      assign(state, { user: 2 });
    });
    expect(visitor.data).toEqual({ user: 2 });
    expect(visitor.manager.load(visitor.jar.header).id).not.toBe(id);
  });

  it.each([7, 'text', true, [1], () => {}, Symbol('x')])(
    '%p is refused, and the session stays',
    async (data) => {
      const visitor = await signedIn();
      const lines = await visitor.visit((_, state) => {
        expect(() => assign(state, data)).toThrow(TypeError);
      });
      expect(lines).toEqual([]);
      expect(visitor.data).toEqual({ user: 1 });
    },
  );

  it.each(['{"__proto__":{"admin":true}}', '{"n":1,"destroy":1}', '{"flash":{}}'])(
    'hostile JSON is refused, and the session stays: %s',
    async (json) => {
      const visitor = await signedIn();
      const lines = await visitor.visit((_, state) => {
        const reserved = expect.objectContaining({ code: 'ERR_SESSION_RESERVED_NAME' });
        expect(() => assign(state, JSON.parse(json))).toThrow(reserved);
      });
      expect(lines).toEqual([]);
      expect(visitor.data).toEqual({ user: 1 });
    },
  );
});
