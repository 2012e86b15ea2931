import { channel } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { forward, MINUTE, useClock } from '../../support/clock.js';
import { newVisitor, sessionOf, signedIn } from '../../support/managers.js';

const names = ['opened', 'sealed', 'rejected', 'renewed', 'destroyed', 'too-large', 'changed-after-headers'];

describe('the diagnostics channels tell', () => {
  useClock();
  const told: [name: string, message: unknown][] = [];
  const listeners = names.map((name) => {
    const listener = (message: unknown) => void told.push([name, message]);
    return { channel: channel(`nestjs-sealed-session:${name}`), listener };
  });
  beforeEach(() => {
    told.length = 0;
    listeners.forEach((each) => each.channel.subscribe(each.listener));
  });
  afterEach(() => listeners.forEach((each) => each.channel.unsubscribe(each.listener)));

  it('what was sealed and opened, with the key and the size', async () => {
    const visitor = await signedIn();
    const { id } = visitor.manager.load(visitor.jar.header);
    const bytes = (visitor.jar.cookies.get('session') as string).length;
    const keyId = visitor.manager.keyId.toString(16).padStart(8, '0');
    const message = { cookieName: 'session', sessionId: id, keyId, bytes };
    expect(told).toEqual([
      ['sealed', message],
      ['opened', message],
    ]);
  });

  it('a renewal, where nothing was changed', async () => {
    const visitor = await signedIn();
    const { id } = visitor.manager.load(visitor.jar.header);
    forward(2 * MINUTE);
    told.length = 0;
    await visitor.visit();
    expect(told.map(([name]) => name)).toEqual(['opened', 'renewed', 'sealed']);
    expect(told[1]).toEqual(['renewed', { cookieName: 'session', sessionId: id }]);
    forward(2 * MINUTE);
    told.length = 0;
    await visitor.visit((session) => (session['user'] = 2));
    expect(told.map(([name]) => name)).toEqual(['opened', 'sealed']);
  });

  it('the end of a session that was there', async () => {
    const visitor = await signedIn();
    const { id } = visitor.manager.load(visitor.jar.header);
    told.length = 0;
    await visitor.visit((session) => session.destroy());
    expect(told.slice(1)).toEqual([['destroyed', { cookieName: 'session', sessionId: id }]]);
    told.length = 0;
    await visitor.visit((session) => session.destroy());
    expect(told).toEqual([]);
  });

  it('why a cookie was not taken', async () => {
    const { manager } = await newVisitor();
    manager.load('session=nonsense');
    expect(told).toEqual([['rejected', { cookieName: 'session', reason: 'size' }]]);
  });

  it('that a session is too large, once a text', async () => {
    const visitor = await newVisitor();
    const state = visitor.manager.load(undefined);
    sessionOf(state)['text'] = 'x'.repeat(7000);
    await sessionOf(state)
      .save()
      .catch(() => {});
    expect(() => visitor.manager.commit(state)).toThrow();
    const bytes = visitor.manager.data.wireBytes(JSON.stringify({ text: 'x'.repeat(7000) }));
    expect(told).toEqual([['too-large', { cookieName: 'session', bytes, limit: 6144 }]]);
  });

  it('that a schema refused what a cookie held', async () => {
    const standard = { version: 1 as const, vendor: 'test' };
    const schema = (accepts: boolean) => ({
      '~standard': {
        ...standard,
        validate: (value: unknown) =>
          accepts || JSON.stringify(value) === '{}' ? { value } : { issues: [{ message: 'no' }] },
      },
    });
    const visitor = await newVisitor({ schema: schema(true), secrets: [SECRET] });
    await visitor.visit((session) => (session['user'] = 1));
    const later = await newVisitor({ schema: schema(false), secrets: [SECRET] });
    told.length = 0;
    later.manager.load(visitor.jar.header);
    expect(told.map(([name]) => name)).toEqual(['rejected', 'opened']);
    expect(told[0]).toEqual(['rejected', { cookieName: 'session', reason: 'schema' }]);
    told.length = 0;
    visitor.manager.load(visitor.jar.header);
    expect(told.map(([name]) => name)).toEqual(['opened']);
  });

  it('that a session was changed after the headers', async () => {
    const { manager } = await newVisitor();
    const state = manager.load(undefined);
    manager.events.changedAfterHeaders(state);
    expect(told).toEqual([['changed-after-headers', { cookieName: 'session', sessionId: state.id }]]);
  });
});

const SECRET = 'q5nZ0b8m2f7x4w1v9u6t3s0r5p2o7n4m1l8k5j2h9g6';
