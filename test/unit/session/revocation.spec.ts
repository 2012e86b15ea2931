import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createManager } from '../../../lib/connect/create-manager.js';
import type { CookieSessionOptions } from '../../../lib/options.js';
import { Revocations } from '../../../lib/session/revocations.js';
import type { SessionManager } from '../../../lib/session/session-manager.js';
import { HOUR } from '../../support/clock.js';
import { newSecret } from '../../support/envelopes.js';
import { dataOf, sessionOf, testManager, Visitor } from '../../support/managers.js';
import { SharedStore } from '../../support/shared-store.js';

const logged: string[] = [];
const log = { warn: () => {}, error: (message: string) => void logged.push(message) };

const managerOf = (options: Partial<CookieSessionOptions> = {}): Promise<SessionManager> =>
  createManager(
    { secret: newSecret(), revocation: true, subject: ({ user }) => user as string, ...options },
    undefined,
    log,
  );

async function signedInTo(manager: SessionManager, user: unknown = 'ada'): Promise<Visitor> {
  const visitor = new Visitor(manager);
  await visitor.visit((session) => (session['user'] = user));
  return visitor;
}

const idOf = ({ manager, jar }: Visitor) => manager.load(jar.header).id;
const isOver = ({ manager, jar }: Visitor) => manager.load(jar.header).stored === undefined;

describe('a revoked session', () => {
  let manager: SessionManager;
  let revocations: Revocations;
  beforeEach(async () => {
    manager = await managerOf();
    revocations = new Revocations(manager);
  });
  afterEach(() => manager.close());

  it('opens nowhere, while others do', async () => {
    const [one, other] = [await signedInTo(manager), await signedInTo(manager)];
    await revocations.revoke(idOf(one));
    expect([isOver(one), isOver(other)]).toEqual([true, false]);
    const value = one.jar.cookies.get('session') as string;
    expect(manager.unseal(value)).toEqual({ ok: false, reason: 'revoked' });
    expect(manager.holds(`session=${value}`)).toBe(false);
    expect(manager.holds(other.jar.header)).toBe(true);
  });

  it('does not come back with a response that was under way', async () => {
    const visitor = await signedInTo(manager);
    const state = manager.load(visitor.jar.header);
    sessionOf(state)['late'] = true;
    await revocations.revoke(state.id);
    expect(manager.commit(state)).toBeUndefined();
  });

  it.each(['destroy', 'regenerate'] as const)('is the one that %s() left behind', async (method) => {
    const visitor = await signedInTo(manager);
    const copy = visitor.jar.header;
    await visitor.visit((session) => session[method]());
    expect(manager.load(copy).stored).toBeUndefined();
  });

  it('is none that begins after everything of its subject was revoked', async () => {
    const visitor = await signedInTo(manager);
    const stranger = await signedInTo(manager, 'mallory');
    await revocations.revokeAll('ada');
    expect([isOver(visitor), isOver(stranger)]).toEqual([true, false]);
    const again = await signedInTo(manager);
    expect(isOver(again)).toBe(false);
    expect(manager.unseal(manager.seal({ user: 'ada' }))).toMatchObject({ ok: true });
  });

  it('is every session that was there, after revokeEverything()', async () => {
    const [ada, nobody] = [await signedInTo(manager), await signedInTo(manager, undefined)];
    await nobody.visit((session) => (session['basket'] = 'tea'));
    await revocations.revokeEverything();
    expect([isOver(ada), isOver(nobody)]).toEqual([true, true]);
    expect(isOver(await signedInTo(manager))).toBe(false);
  });

  it('is named by number or text alike', async () => {
    const visitor = await signedInTo(manager, 7);
    await revocations.revokeAll(7);
    expect(isOver(visitor)).toBe(true);
    const other = await signedInTo(manager, 8);
    await revocations.revokeAll('8');
    expect(isOver(other)).toBe(true);
  });

  it.each(['', undefined, null, 7])('has an id, and %p is none', async (id) => {
    await expect(revocations.revoke(id as never)).rejects.toThrow('revoke(id) takes the id of a session');
  });

  it.each(['', undefined, null])('has a subject, and %p is none', async (subject) => {
    const message = 'revokeAll(subject) and list(subject) take what the option subject returns';
    await expect(revocations.revokeAll(subject as never)).rejects.toThrow(message);
    await expect(revocations.list(subject as never)).rejects.toThrow(message);
  });
});

describe('the age of a session', () => {
  it('is that of its cookie, as long as it is the same subject', async () => {
    const manager = await managerOf();
    const now = Date.now();
    const visitor = await signedInTo(manager);
    const { createdAt } = manager.load(visitor.jar.header).stored!;
    const state = manager.load(visitor.jar.header);
    sessionOf(state)['views'] = 1;
    manager.commit(state, now + HOUR);
    expect(state.times).toMatchObject({ createdAt });
    await manager.close();
  });

  it('begins anew with another subject: that is a sign-in', async () => {
    const manager = await managerOf();
    const visitor = new Visitor(manager);
    await visitor.visit((session) => (session['basket'] = 'tea'));
    const state = manager.load(visitor.jar.header);
    sessionOf(state)['user'] = 'ada';
    const later = Date.now() + HOUR;
    manager.commit(state, later);
    expect(state.times).toMatchObject({ createdAt: later });
    await manager.close();
  });
});

describe('the devices of a subject', () => {
  const note = (visitor: Visitor, description: Record<string, string>) => {
    const state = visitor.manager.load(visitor.jar.header);
    visitor.manager.commit(state);
    visitor.manager.revocation?.note(state, () => description);
  };

  it('are those it is signed in on, and not those that are over', async () => {
    const manager = await managerOf();
    const revocations = new Revocations(manager);
    const [phone, laptop, other] = [
      await signedInTo(manager),
      await signedInTo(manager),
      await signedInTo(manager, 'eve'),
    ];
    note(phone, { name: 'phone' });
    note(laptop, { name: 'laptop' });
    note(other, { name: 'tablet' });
    expect(
      (await revocations.list('ada')).map(({ description }) => String(description['name'])).toSorted(),
    ).toEqual(['laptop', 'phone']);
    await revocations.revoke(idOf(phone));
    const [device, ...more] = await revocations.list('ada');
    expect(more).toEqual([]);
    const { createdAt, expiresAt } = manager.load(laptop.jar.header).stored!;
    expect(device).toEqual({
      id: idOf(laptop),
      createdAt: new Date(createdAt),
      lastSeenAt: expect.any(Date),
      expiresAt: new Date(expiresAt),
      description: { name: 'laptop' },
    });
    await manager.close();
  });

  it('has none of a session that is nobody, or that was not written', async () => {
    const manager = await managerOf();
    const described: string[] = [];
    const visitor = new Visitor(manager);
    await visitor.visit((session, state) => {
      session['basket'] = 'tea';
      manager.commit(state);
      manager.revocation?.note(state, () => ({ name: String(described.push('nobody')) }));
    });
    manager.revocation?.note(manager.load(undefined), () => ({ name: String(described.push('new')) }));
    expect(described).toEqual([]);
    await manager.close();
  });
});

describe('the option subject', () => {
  it.each([[{ id: 1 }], [['ada']], [true], [Symbol('ada')]])(
    'makes a session nobody by %p, which all others would share',
    async (answer) => {
      const manager = await managerOf({ subject: () => answer as never });
      const visitor = await signedInTo(manager, 'ada');
      expect(manager.load(visitor.jar.header).stored).toMatchObject({ subject: undefined });
      await expect(new Revocations(manager).revokeAll(answer as never)).rejects.toThrow(
        'a string or a number',
      );
      await manager.close();
    },
  );

  it.each([undefined, null, ''])('makes a session nobody by %p', async (answer) => {
    const manager = await managerOf({ subject: () => answer });
    const visitor = await signedInTo(manager);
    expect(manager.load(visitor.jar.header).stored).toMatchObject({ subject: undefined });
    await manager.close();
  });

  it('makes a session nobody where it throws, and is reported once, without what it threw', async () => {
    logged.length = 0;
    const manager = await managerOf({ subject: ({ user }) => user.account.id });
    const visitor = await signedInTo(manager, 'ada');
    expect(manager.load(visitor.jar.header).stored).toMatchObject({ subject: undefined });
    expect(logged).toEqual([
      "The option subject gave no subject (TypeError): such a session counts as nobody's, and revokeAll() does not " +
        'find it. Return a string or a number, and undefined where nobody is signed in: (session) => session.user?.id.',
    ]);
    await manager.close();
  });

  it('is needed by revokeAll() and list(), and by nothing else', async () => {
    const manager = await managerOf({ subject: undefined });
    const revocations = new Revocations(manager);
    const visitor = await signedInTo(manager);
    await expect(revocations.revokeAll('ada')).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_SESSION_/),
    });
    await expect(revocations.list('ada')).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_SESSION_/),
    });
    await revocations.revoke(idOf(visitor));
    expect(isOver(visitor)).toBe(true);
    await manager.close();
  });
});

describe('without the option revocation', () => {
  it('each call rejects, and sessions live as before', async () => {
    const manager = await testManager();
    const revocations = new Revocations(manager);
    const code = expect.stringMatching(/^ERR_SESSION_/);
    for (const call of [
      revocations.revoke('id'),
      revocations.revokeAll('ada'),
      revocations.revokeEverything(),
      revocations.list('ada'),
    ])
      await expect(call).rejects.toMatchObject({ code });
    expect(() => revocations.health()).toThrow(expect.objectContaining({ code }));
    const visitor = await signedInTo(manager);
    expect(manager.isRevoked(manager.load(visitor.jar.header).stored!)).toBe(false);
    await manager.close();
  });
});

describe('a store that is out of reach', () => {
  const withStore = async (policy: 'closed' | 'open') => {
    const store = new SharedStore();
    store.policy = policy;
    const manager = await managerOf({ revocation: store });
    const visitor = await signedInTo(manager);
    return { store, manager, visitor };
  };

  it('refuses sessions where it has been silent for too long, and the cookie stays', async () => {
    const { store, manager, visitor } = await withStore('closed');
    store.silentFor = 31_000;
    expect(() => manager.load(visitor.jar.header)).toThrow(
      expect.objectContaining({ code: 'ERR_SESSION_STALE' }),
    );
    expect(dataOf(manager.load(undefined))).toEqual({});
    store.silentFor = 0;
    expect(visitor.data).toEqual({ user: 'ada' });
    await manager.close();
  });

  it('goes on with what is known where the policy is open', async () => {
    const { store, manager, visitor } = await withStore('open');
    store.silentFor = 31_000;
    expect(visitor.data).toEqual({ user: 'ada' });
    expect(new Revocations(manager).health()).toMatchObject({ isFresh: false });
    await manager.close();
  });

  it('fails destroy() where the policy is closed, and here the session is over all the same', async () => {
    logged.length = 0;
    const { store, manager, visitor } = await withStore('closed');
    store.isReachable = false;
    const state = manager.load(visitor.jar.header);
    await expect(sessionOf(state).destroy()).rejects.toMatchObject({
      code: 'ERR_SESSION_REVOCATION_UNAVAILABLE',
    });
    expect(logged).toEqual([
      expect.stringMatching(
        /^A session that was left behind was not revoked everywhere\. .*ERR_SESSION|^A session that was left behind was not revoked everywhere\. SessionError/,
      ),
    ]);
    expect(isOver(visitor)).toBe(true);
    store.isReachable = true;
    await manager.close();
  });

  it('fails no destroy() where the policy is open: it is logged', async () => {
    logged.length = 0;
    const { store, manager, visitor } = await withStore('open');
    store.isReachable = false;
    await visitor.visit((session) => session.destroy());
    expect(logged).toHaveLength(1);
    store.isReachable = true;
    await manager.close();
  });

  it('keeps a revoked session for as long as its cookie could come back', async () => {
    const store = new SharedStore();
    const manager = await managerOf({ revocation: store, timeout: HOUR, absoluteTimeout: 2 * HOUR });
    const visitor = await signedInTo(manager);
    const { createdAt } = manager.load(visitor.jar.header).stored!;
    await visitor.visit((session) => session.destroy());
    expect(store.entries).toEqual([
      expect.objectContaining({ kind: 'session', expiresAt: createdAt + 2 * HOUR }),
    ]);
    await manager.close();
  });
});
