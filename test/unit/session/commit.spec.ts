import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newSecret } from '../../support/envelopes.js';
import { newVisitor, testManager, Visitor } from '../../support/managers.js';

describe('a cookie is written', () => {
  it('not for an empty new session, nor for one that was only read', async () => {
    const visitor = await newVisitor();
    expect(await visitor.visit()).toEqual([]);
    expect(await visitor.visit((session) => session['user'])).toEqual([]);
  });

  it('not for data that came and went', async () => {
    const visitor = await newVisitor();
    const comeAndGo = (session: Record<string, unknown>) => {
      session['draft'] = 1;
      delete session['draft'];
    };
    expect(await visitor.visit(comeAndGo)).toEqual([]);
    await visitor.visit((session) => (session['user'] = 1));
    expect(await visitor.visit(comeAndGo)).toEqual([]);
  });

  it('for first data, for a change, and for a change that lies deep', async () => {
    const visitor = await newVisitor();
    expect(await visitor.visit((session) => (session['user'] = { name: 'a' }))).toHaveLength(1);
    expect(await visitor.visit((session) => (session['n'] = 1))).toHaveLength(1);
    expect(await visitor.visit((session) => (session['user'].name = 'b'))).toHaveLength(1);
    expect(visitor.data).toEqual({ user: { name: 'b' }, n: 1 });
  });

  it('not for data that is set to what it was', async () => {
    const visitor = await newVisitor();
    await visitor.visit((session) => (session['user'] = { roles: ['a'] }));
    expect(await visitor.visit((session) => (session['user'] = { roles: ['a'] }))).toEqual([]);
  });

  it('not for any JSON that was stored and read', async () => {
    const visitor = await newVisitor({ maxBytes: 65_536 });
    const names = fc.string({ unit: 'binary', maxLength: 20 }).map((name) => `_${name}`);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, fc.jsonValue(), { minKeys: 1 }), async (data) => {
        await visitor.visit((_, state) => state.live.clear());
        await visitor.visit((session) => Object.assign(session, data));
        expect(await visitor.visit()).toEqual([]);
        expect(JSON.stringify(visitor.data)).toBe(JSON.stringify(data));
      }),
    );
  });

  it('for a value that an older key sealed: anew with the first, as it was', async () => {
    const [older, newer] = [newSecret(), newSecret()];
    const visitor = await newVisitor({ secrets: [older] });
    await visitor.visit(async (session) => {
      session['user'] = 1;
      await session.touch({ timeout: 3_600_000, persistent: false });
    });
    const before = visitor.manager.load(visitor.jar.header).stored;

    const rotated = new Visitor(await testManager({ secrets: [newer, older] }));
    rotated.jar.cookies.set('session', visitor.jar.cookies.get('session') as string);
    expect(await rotated.visit()).toHaveLength(1);
    expect(await rotated.visit()).toEqual([]);

    const after = new Visitor(await testManager({ secrets: [newer] })).manager.load(
      rotated.jar.header,
    ).stored;
    expect(after).toEqual({ ...before, keyId: rotated.manager.keyId });
  });
});
