import { describe, expect, it } from '@jest/globals';
import { describeSession } from '../../../lib/session/describe-session.js';
import { forward, HOUR, MINUTE, useClock } from '../../support/clock.js';
import { newSecret } from '../../support/envelopes.js';
import { newVisitor, sessionOf, testManager, Visitor } from '../../support/managers.js';

const TIMEOUT = HOUR;
const LIFETIME = TIMEOUT + MINUTE;

describe('the description of a session', () => {
  useClock();

  it('is, of a new one, what it would be sealed with now', async () => {
    const manager = await testManager({ timeout: TIMEOUT });
    const state = manager.load(undefined);
    const now = Date.now();
    expect(describeSession(manager, state)).toEqual({
      id: state.id,
      isNew: true,
      createdAt: new Date(now),
      issuedAt: new Date(now),
      expiresAt: new Date(now + LIFETIME),
      bytes: manager.data.wireBytes('{}'),
      keyId: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
  });

  it('is, of a stored one, what its cookie has', async () => {
    const visitor = await newVisitor({ timeout: TIMEOUT });
    const createdAt = new Date();
    await visitor.visit((session) => (session['user'] = 1));
    forward(10 * MINUTE);
    await visitor.visit();
    const issuedAt = new Date();
    forward(MINUTE / 2);
    const state = visitor.manager.load(visitor.jar.header);
    expect(describeSession(visitor.manager, state)).toEqual({
      id: state.id,
      isNew: false,
      createdAt,
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + LIFETIME),
      bytes: visitor.jar.header.length,
      keyId: visitor.manager.keyId.toString(16).padStart(8, '0'),
    });
  });

  it('counts what the request has stored so far', async () => {
    const manager = await testManager();
    const state = manager.load(undefined);
    const before = describeSession(manager, state).bytes;
    sessionOf(state)['text'] = 'x'.repeat(300);
    expect(describeSession(manager, state).bytes).toBeGreaterThanOrEqual(before + 400);
  });

  it('names the key that sealed it, not the one that will', async () => {
    const [older, newer] = [newSecret(), newSecret()];
    const before = await newVisitor({ secrets: [older] });
    await before.visit((session) => (session['user'] = 1));
    const manager = await testManager({ secrets: [newer, older] });
    const { keyId } = describeSession(manager, manager.load(before.jar.header));
    expect(keyId).toBe(describeSession(before.manager, before.manager.load(undefined)).keyId);
    expect(keyId).not.toBe(describeSession(manager, manager.load(undefined)).keyId);
  });

  it('follows a lifetime of its own', async () => {
    const visitor = await newVisitor({ timeout: TIMEOUT });
    const createdAt = new Date();
    await visitor.visit((session) => (session['user'] = 1));
    forward(10 * MINUTE);
    const now = Date.now();
    const state = visitor.manager.load(visitor.jar.header);
    await sessionOf(state).touch({ timeout: 3 * HOUR });
    const description = describeSession(visitor.manager, state);
    expect(description).toMatchObject({ createdAt, expiresAt: new Date(now + 3 * HOUR + MINUTE) });
  });
});

describe('session.cookie, as code for express-session reads it', () => {
  useClock();

  it('has the attributes, and until when it lives', async () => {
    const visitor = await newVisitor({ timeout: TIMEOUT, cookie: { path: '/shop', domain: 'example.com' } });
    await visitor.visit((session) => (session['user'] = 1));
    const end = new Date(Date.now() + LIFETIME);
    forward(MINUTE / 2);
    const { cookie } = sessionOf(visitor.manager.load(visitor.jar.header)) as any;
    expect(cookie).toEqual({
      path: '/shop',
      domain: 'example.com',
      httpOnly: true,
      secure: false,
      sameSite: 'lax',
      expires: end,
      maxAge: LIFETIME - MINUTE / 2,
      originalMaxAge: LIFETIME,
    });
    expect(Object.isFrozen(cookie)).toBe(true);
  });

  it.each([
    ['as configured', false, undefined],
    ['as touch() says', true, false],
  ])('has no end where the browser ends it, %s', async (_, persistent, touched) => {
    const visitor = new Visitor(await testManager({ cookie: { persistent } }));
    const session = sessionOf(visitor.manager.load(undefined)) as any;
    if (touched !== undefined) await session.touch({ persistent: touched });
    expect(session.cookie).toMatchObject({ expires: null, maxAge: null, originalMaxAge: null });
  });

  it('has an end where touch() says so and the configuration does not', async () => {
    const session = sessionOf((await testManager({ cookie: { persistent: false } })).load(undefined)) as any;
    await session.touch({ persistent: true });
    expect(session.cookie.expires).toBeInstanceOf(Date);
  });

  it('and session.id are names that data may have', async () => {
    const session = sessionOf((await testManager()).load(undefined)) as any;
    expect(session.id).toMatch(/^[\w-]{22}$/);
    Object.assign(session, { id: 7, cookie: 'oat' });
    session.id = 8;
    delete session.cookie;
    expect({ ...session }).toEqual({ id: 8 });
    expect(session.cookie).toMatchObject({ httpOnly: true });
  });
});
