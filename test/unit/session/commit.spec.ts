import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newSecret } from '../../support/envelopes.js';
import { commit, newVisitor, sessionOf, testManager, Visitor } from '../../support/managers.js';

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
        await visitor.visit((_, state) => state.clear());
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

describe('too much data', () => {
  const fill = (size: number) => (session: Record<string, unknown>) => (session['text'] = 'x'.repeat(size));

  it('is an error that names bytes, limit and the largest keys, and the old cookie stays', async () => {
    const visitor = await newVisitor();
    await visitor.visit(fill(10));
    const before = visitor.jar.header;
    const state = visitor.manager.load(before);
    Object.assign(state.object, { a: 'x'.repeat(5000), b: 'ë'.repeat(1000), c: 1, d: [1, 2] });
    expect(() => visitor.manager.commit(state)).toThrow(
      expect.objectContaining({
        code: 'ERR_SESSION_TOO_LARGE',
        message: expect.stringMatching(
          /takes \d+ bytes .* allows 6144\. Largest keys: a \(5002 bytes\), b \(2002 bytes\)/,
        ),
        details: expect.objectContaining({ limit: 6144 }),
      }),
    );
    expect(visitor.jar.header).toBe(before);
  });

  it('is named as "flash" where messages are what is large', async () => {
    const visitor = await newVisitor();
    const large = visitor.visit((session) => session.flash('info', 'x'.repeat(7000)));
    await expect(large).rejects.toThrow(/Largest keys: flash \(\d+ bytes\)/);
  });

  it.each([512, 4096, 6144, 65_536])('begins at the first byte beyond maxBytes %i', async (maxBytes) => {
    const visitor = await newVisitor({ maxBytes });
    const wireBytes = (size: number) => visitor.manager.data.wireBytes(JSON.stringify({ text: 'x'.repeat(size) }));
    let size = 0;
    for (let step = 65_536; step >= 1; step /= 2) if (wireBytes(size + step) <= maxBytes) size += step;
    await visitor.visit(fill(size));
    expect(visitor.jar.header.length).toBe(wireBytes(size));
    expect(visitor.data).toEqual({ text: 'x'.repeat(size) });
    await expect(visitor.visit(fill(size + 1))).rejects.toMatchObject({ code: 'ERR_SESSION_TOO_LARGE' });
  });

  it('spreads over cookies and comes back, growing and shrinking', async () => {
    const visitor = await newVisitor({ maxBytes: 65_536 });
    for (const size of [10, 3000, 20_000, 40_000, 5000, 9000, 10, 0]) {
      await visitor.visit(fill(size));
      expect(visitor.data).toEqual({ text: 'x'.repeat(size) });
      expect(visitor.jar.header.length).toBe(
        visitor.manager.data.wireBytes(JSON.stringify({ text: 'x'.repeat(size) })),
      );
    }
  });
});
