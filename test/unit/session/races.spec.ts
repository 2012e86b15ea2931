import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createManager } from '../../../lib/connect/create-manager.js';
import { redisRevocation } from '../../../lib/redis/index.js';
import type { RevocationProvider } from '../../../lib/revocation-store.js';
import type { SessionManager } from '../../../lib/session/session-manager.js';
import { Revocations } from '../../../lib/session/revocations.js';
import { newSecret } from '../../support/envelopes.js';
import { commit, Jar, sessionOf, Visitor } from '../../support/managers.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { SharedStore } from '../../support/shared-store.js';

const RACES = 10_000;
const STREAM = 'sealed-session:session:revocations';
const subject = (session: { user?: string }) => session.user;
const ignore = { warn: () => {}, error: () => {} };

/** What a request may do to its session before its response begins. */
const acts: Array<(session: Record<string, any>) => unknown> = [
  (session) => (session.views = 1),
  (session) => (session.list = [{ deep: Math.random() }]),
  (session) => session.touch(),
  (session) => session.touch({ timeout: 60_000, persistent: false }),
  (session) => session.flash('notice', 'hello'),
  (session) => session.save(),
  (session) => session.reload(),
  () => {},
];

const ends: Array<(revocations: Revocations, id: string, user: string) => Promise<void>> = [
  (revocations, id) => revocations.revoke(id),
  (revocations, _, user) => revocations.revokeAll(user),
];

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;

/** One request that is under way while its session is ended, by this process or by another one. Resolves with its cookie. */
async function race(managers: readonly SessionManager[], n: number): Promise<string> {
  const user = `user${n}`;
  const visitor = new Visitor(pick(managers));
  await visitor.visit((session) => (session['user'] = user));
  const state = pick(managers).load(visitor.jar.header);
  const under = sessionOf(state);
  const early = Math.random() < 0.5;
  if (early) await pick(acts)(under);
  await pick(ends)(new Revocations(pick(managers)), state.id, user);
  if (!early) await pick(acts)(under);
  const late = new Jar();
  late.accept(visitor.jar.header.split('; '));
  late.accept(commit(state));
  return late.header;
}

/** How many of all races left a cookie that opens in any process, once all have heard what was acknowledged. */
async function resurrections(count: number, revocation: true | RevocationProvider): Promise<number> {
  const options = { secret: newSecret(), revocation, subject, rolling: 'every-response' as const };
  const managers = await Promise.all(
    Array.from({ length: count }, () => createManager(options, undefined, ignore)),
  );
  const cookies: string[] = [];
  for (let n = 0; n < RACES; n += 1) cookies.push(await race(managers, n));
  await Promise.all(managers.map(({ revocation: own }) => own!.all.catchUp()));
  const opens = (cookie: string) => managers.some((manager) => manager.load(cookie).stored !== undefined);
  const resurrected = cookies.filter(opens);
  await Promise.all(managers.map((manager) => manager.close()));
  return resurrected.length;
}

describe('a response that is late', () => {
  it.each([
    ['in one process', 1, () => true as const],
    ['in three processes that share a store', 3, () => new SharedStore()],
  ])(
    `brings no revoked session back, ${RACES} times: %s`,
    async (_, count, newStore) => expect(await resurrections(count, newStore())).toBe(0),
    60_000,
  );
});

describeWithRedis('a response that is late, over Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await RedisServer.start()));
  afterAll(() => redis.stop());

  it(`brings no revoked session back, ${RACES} times`, async () => {
    expect(await resurrections(3, redisRevocation({ url: redis.url }))).toBe(0);
    expect(Number(await redis.call('XLEN', STREAM))).toBe(RACES);
  }, 60_000);
});
