import { channel, type Channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, jest } from '@jest/globals';
import { channels, publish } from '../../lib/diagnostics.js';
import { SessionEvents } from '../../lib/session/session-events.js';
import type { StoredSession } from '../../lib/session/stored-session.js';
import { libSources } from '../support/lib-sources.js';

const channelOf = (name: string) => channel(name) as Channel<object>;

/** A session at which nobody may look. */
const untouchable = new Proxy({} as StoredSession, {
  get(_, key) {
    throw new Error(`Somebody read ${String(key)}.`);
  },
});

describe('a diagnostics channel', () => {
  it('builds no message where nobody listens', () => {
    const message = jest.fn(() => ({ name: 'built' }));
    publish(channelOf('nestjs-sealed-session:test'), message);
    expect(message).not.toHaveBeenCalled();
  });

  it('builds one message for all who listen', () => {
    const message = jest.fn(() => ({ name: 'built' }));
    const listeners = [jest.fn(), jest.fn()];
    const name = 'nestjs-sealed-session:heard';
    listeners.forEach((listener) => subscribe(name, listener));
    publish(channelOf(name), message);
    listeners.forEach((listener) => unsubscribe(name, listener));
    publish(channelOf(name), message);
    expect(message).toHaveBeenCalledTimes(1);
    for (const listener of listeners) expect(listener.mock.calls).toEqual([[{ name: 'built' }, name]]);
  });

  it('has a name of its own under that of the package', () => {
    const names = Object.values(channels).map(({ name }) => String(name));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^nestjs-sealed-session:[a-z-]+$/);
  });
});

describe('events of a session', () => {
  it('read nothing of it where nobody listens', () => {
    const events = new SessionEvents('session');
    expect(() => events.opened(untouchable)).not.toThrow();
    expect(() => events.changedAfterHeaders(untouchable)).not.toThrow();
    const listener = (): void => {};
    subscribe('nestjs-sealed-session:opened', listener);
    expect(() => events.opened(untouchable)).toThrow('Somebody read');
    unsubscribe('nestjs-sealed-session:opened', listener);
  });

  // A message that is built before publish() is called would cost every request something.
  it('are published in one place only, from messages that are built when they are needed', () => {
    const publishing = libSources().filter(
      ({ imports, text }) => imports.includes('node:diagnostics_channel') || text.includes('hasSubscribers'),
    );
    expect(publishing.map(({ name }) => name)).toEqual(['diagnostics.ts']);
    const calls = libSources().flatMap(({ text }) => [...text.matchAll(/\bpublish\(channels\.\w+, (.{5})/g)]);
    expect(calls.length).toBe(Object.keys(channels).length);
    expect(calls.map(([, start]) => start)).toEqual(calls.map(() => '() =>'));
  });
});
