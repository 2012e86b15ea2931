import { channel } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createManager } from '../../../lib/connect/create-manager.js';
import type { CookieSessionOptions } from '../../../lib/options.js';
import type { SessionManager } from '../../../lib/session/session-manager.js';
import { DAY, HOUR, MINUTE, useClock, forward } from '../../support/clock.js';
import { newSecret } from '../../support/envelopes.js';
import { dataOf, sessionOf, testManager } from '../../support/managers.js';
import { oldCookie, oldReader, type OldReaderOptions } from '../../support/old-library.js';

const warned: string[] = [];
const log = { warn: (message: string) => void warned.push(message), error: () => {} };

const managerOf = (
  reader: OldReaderOptions = {},
  options: Partial<CookieSessionOptions> = {},
): Promise<SessionManager> =>
  createManager(
    { secret: newSecret(), legacy: [oldReader(reader)], timeout: HOUR, absoluteTimeout: DAY, ...options },
    undefined,
    log,
  );

const rejections: unknown[] = [];
const listen = (message: unknown) => void rejections.push(message);
const rejected = channel('nestjs-sealed-session:legacy-rejected');

beforeEach(() => {
  rejections.length = warned.length = 0;
  rejected.subscribe(listen);
});
afterEach(() => rejected.unsubscribe(listen));
const refusal = (reason: string) => [{ cookieName: 'session', reader: 'oldLibrary', reason }];

describe("another library's session", () => {
  useClock();

  it('goes on as one of ours, sealed by no key of ours yet, with its age and our limits', async () => {
    const manager = await managerOf();
    const createdAt = Date.now() - 2 * HOUR;
    const state = manager.load(oldCookie({ user: 'ada' }, createdAt));
    expect(dataOf(state)).toEqual({ user: 'ada' });
    expect(state.stored).toMatchObject({
      keyId: undefined,
      createdAt,
      issuedAt: Date.now(),
      lifetime: undefined,
      persistent: undefined,
    });
    expect(state.stored?.expiresAt).toBe(Date.now() + HOUR + MINUTE);
    expect(state.stored?.readableUntil).toBe(Date.UTC(2100, 0, 1));
    const outcome = manager.commit(state) as { value: string };
    expect(manager.unseal(outcome.value)).toMatchObject({ ok: true, session: { id: state.id, createdAt } });
  });

  it('of unknown age begins now', async () => {
    const state = (await managerOf()).load(oldCookie({ user: 'ada' }));
    expect(state.stored).toMatchObject({ createdAt: Date.now() });
  });

  it('has one id however often its cookie is sent, and another cookie has another', async () => {
    const manager = await managerOf();
    const cookie = oldCookie({ user: 'ada' });
    const ids = [cookie, `a=b; ${cookie}; c=d`, oldCookie({ user: 'ada' })].map(
      (header) => manager.load(header).id,
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(Buffer.from(ids[0] as string, 'base64url')).toHaveLength(16);
  });

  it('is not asked for where ours opens', async () => {
    let asked = 0;
    const manager = await managerOf({ asked: () => (asked += 1) });
    const ours = manager.seal({ user: 'eve' });
    const state = manager.load(`session=${ours}; ${oldCookie({ user: 'ada' })}`);
    expect(dataOf(state)).toEqual({ user: 'eve' });
    expect(asked).toBe(0);
    expect(dataOf(manager.load(`session=junk; ${oldCookie({ user: 'ada' })}`))).toEqual({
      user: 'ada',
    });
  });

  it.each<[string, string, Partial<CookieSessionOptions>]>([
    ['forged', 'old=a.b', {}],
    ['failed', 'old=explode', {}],
    ['contents', oldCookie(['ada']), {}],
    ['contents', oldCookie(null), {}],
    ['size', oldCookie({ text: 'x'.repeat(600) }), { maxBytes: 512 }],
    ['expired', oldCookie({ user: 'ada' }, 0), {}],
  ])('that is not one is refused: %s', async (reason, header, options) => {
    const manager = await managerOf({}, options);
    expect(manager.load(header).stored).toBeUndefined();
    expect(rejections).toEqual(refusal(reason));
  });

  it('that was revoked is refused, also where its age is unknown', async () => {
    const manager = await managerOf({}, { revocation: true, subject: ({ user }) => user as string });
    const cookie = oldCookie({ user: 'ada' });
    const { id } = manager.load(cookie);
    await manager.revocation?.all.revoke(id);
    expect(manager.load(cookie).stored).toBeUndefined();
    expect(rejections).toEqual(refusal('revoked'));
    await manager.revocation?.all.revokeAll('eve');
    expect(manager.load(oldCookie({ user: 'eve' })).stored).toBeUndefined();
    await manager.close();
  });

  it('that is left behind stays revoked for as long as its reader reads', async () => {
    const until = new Date(Date.now() + 30 * DAY);
    const manager = await managerOf({ until }, { revocation: true });
    const cookie = oldCookie({ user: 'ada' });
    await sessionOf(manager.load(cookie)).destroy();
    forward(29 * DAY);
    expect(manager.load(cookie).stored).toBeUndefined();
    await manager.close();
  });
});

describe('the old cookie', () => {
  useClock();
  const LINE = 'old=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly';

  it('is expired where ours is written, unless it is to be kept', async () => {
    const cookie = oldCookie({ user: 'ada' });
    expect((await managerOf()).legacy?.expire(cookie, false)).toEqual([LINE]);
    const keeping = await managerOf({ keepCookie: true });
    expect(keeping.legacy?.expire(cookie, false)).toEqual([]);
    expect(keeping.legacy?.expire(cookie, true)).toEqual([LINE]);
    expect(keeping.legacy?.expire('another=cookie', true)).toEqual([]);
    expect(keeping.legacy?.expire(undefined, true)).toEqual([]);
  });

  it('is not read any more from the day on that was said, and at start-up that is told', async () => {
    const until = new Date(Date.now() + DAY);
    const manager = await managerOf({ until });
    forward(DAY - 1);
    expect(manager.load(oldCookie({ user: 'ada' })).stored).toBeDefined();
    forward(1);
    expect(manager.load(oldCookie({ user: 'ada' })).stored).toBeUndefined();
    expect(warned).toEqual([]);
    await managerOf({ until });
    const told = `The legacy reader oldLibrary ended on ${until.toISOString()} and reads nothing. Remove it.`;
    expect(warned).toEqual([told]);
  });

  it('is nothing where no reader is configured', async () => {
    const manager = await testManager();
    expect(manager.legacy).toBeUndefined();
    expect(manager.load(oldCookie({ user: 'ada' })).stored).toBeUndefined();
  });
});

describe('a reader that takes its time', () => {
  it('is waited for before the session is opened, and only where there is its cookie', async () => {
    const manager = await managerOf({ isAsync: true });
    expect(manager.legacy?.isAsync).toBe(true);
    const cookie = oldCookie({ user: 'ada' });
    expect(manager.load(cookie).stored).toBeUndefined();
    expect(manager.legacy?.finder(undefined)).toBeUndefined();
    expect(manager.legacy?.finder('another=cookie')).toBeUndefined();
    const found = await manager.legacy?.finder(cookie)?.();
    expect(dataOf(manager.load(cookie, found ?? null))).toEqual({ user: 'ada' });
    expect(manager.load(cookie, null).stored).toBeUndefined();
  });

  it('has found nothing where it fails', async () => {
    const manager = await managerOf({ isAsync: true });
    expect(await manager.legacy?.finder('old=a.b')?.()).toBeUndefined();
    expect(rejections).toEqual(refusal('forged'));
  });

  it('is no reason to wait where every reader answers at once', async () => {
    const manager = await managerOf();
    expect(manager.legacy?.isAsync).toBe(false);
    expect(manager.legacy?.finder(oldCookie({ user: 'ada' }))).toBeUndefined();
  });
});

describe('what was moved', () => {
  it('is told, with the reader and the id', async () => {
    const told: unknown[] = [];
    const hear = (message: unknown) => void told.push(message);
    const moved = channel('nestjs-sealed-session:moved');
    moved.subscribe(hear);
    const state = (await managerOf()).load(oldCookie({ user: 'ada' }));
    moved.unsubscribe(hear);
    expect(told).toEqual([{ cookieName: 'session', sessionId: state.id, reader: 'oldLibrary' }]);
  });
});

describe('of several readers', () => {
  it('one that takes its time makes all wait, and one after the other is asked', async () => {
    const readers = [oldReader(), oldReader({ cookieName: 'older', isAsync: true })];
    const manager = await createManager({ secret: newSecret(), legacy: readers }, undefined, log);
    expect(manager.legacy?.isAsync).toBe(true);
    const cookie = oldCookie({ user: 'eve' }, undefined, 'older');
    const find = manager.legacy?.finder(`old=junk; ${cookie}`);
    expect((await find?.())?.session.data).toEqual({ user: 'eve' });
    expect(rejections).toEqual(refusal('forged'));
  });

  it('the first that opens wins, and the next is asked where one does not', async () => {
    const readers = [oldReader(), oldReader({ cookieName: 'older' })];
    const manager = await createManager({ secret: newSecret(), legacy: readers }, undefined, log);
    const [one, other] = [oldCookie({ user: 'ada' }), oldCookie({ user: 'eve' }, undefined, 'older')];
    expect(dataOf(manager.load(`${other}; ${one}`))).toEqual({ user: 'ada' });
    expect(dataOf(manager.load(`old=junk; ${other}`))).toEqual({ user: 'eve' });
  });
});
