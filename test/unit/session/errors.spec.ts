import { describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../lib/envelope/key-ring.js';
import * as errors from '../../../lib/session/session-errors.js';
import { CookieWriter } from '../../../lib/cookie/set-cookie.js';
import { newSecret } from '../../support/envelopes.js';
import { newVisitor, sessionOf, testManager } from '../../support/managers.js';

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

describe('an error says what happened and what to do instead:', () => {
  it.each([
    ['ERR_SESSION_HEADERS_SENT', errors.headersSentError(), /headers of this response are out.*before the first byte/],
    ['ERR_SESSION_READ_ONLY', errors.readOnlyError(), /session of a socket.*take a cookie.*HTTP request.*connect again/],
    ['ERR_SESSION_TAKEN_TWICE', errors.takenTwiceError('x-session'), /in the header x-session.*has one already.*Send no session cookie/],
    ['ERR_SESSION_DESTROYED', errors.destroyedError(), /that this request destroyed.*call regenerate\(\) instead of destroy/],
    ['ERR_SESSION_REPLACED', errors.replacedError(), /regenerate\(callback\) replaced.*in the callback.*"await session.regenerate\(\)"/],
    ['ERR_SESSION_TOO_LARGE', errors.tooLargeError({ a: 1 }, 7000, 6144), /7000 bytes.*6144.*a \(1 bytes\).*elsewhere, or raise maxBytes/],
  ] as const)('%s', (code, error, message) => {
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  }); // prettier-ignore

  it('two secrets of one key id', () => {
    const secret = newSecret();
    const message = messageOf(() => deriveKeys([secret, newSecret(), secret], 'session'));
    expect(message).toMatch(
      /^secret\[2\] has the key id.*listed twice, or replace it.*"npx nestjs-sealed-session keygen"\.$/,
    );
    expect(message).not.toContain(secret);
  });

  it('attributes that leave no room for a value', () => {
    const attributes = { name: 'session', sameSite: 'lax', secure: true, persistent: true } as const;
    const path = `/${'x'.repeat(600)}`;
    const writer = () =>
      new CookieWriter({
        ...attributes,
        path,
        domain: undefined,
        partitioned: false,
        priority: undefined,
      } as never);
    expect(messageOf(writer)).toBe('path and domain leave no room for a value');
  });

  it('a message that is no text', async () => {
    const session = sessionOf((await testManager()).load(undefined)) as any;
    expect(() => session.flash('notice', 7)).toThrow('session.flash(kind, message) takes two strings');
  });
});

describe('ERR_SESSION_TOO_LARGE', () => {
  it('names the three largest keys, largest first, by the bytes of their JSON', () => {
    const { details } = errors.tooLargeError(
      { a: 'xx', b: 'ëëëë', c: [1, 2, 3], d: undefined, e: 1 },
      7000,
      6144,
    );
    const largestKeys = [
      { key: 'b', bytes: 10 },
      { key: 'c', bytes: 7 },
      { key: 'a', bytes: 4 },
    ];
    expect(details).toEqual({ bytes: 7000, limit: 6144, largestKeys });
  });
});

describe('an error of what JSON cannot hold', () => {
  it.each<[string, unknown, string]>([
    ['a cycle', circular(), 'session.a.self is a circular reference'],
    ['undefined in a list', [1, undefined], 'session.a.1 is undefined in an array'],
    ['a hole in a list', Array.from({ length: 2 }), 'session.a.0 is undefined in an array'],
    ['a toJSON that throws', { toJSON: () => { throw new Error('secret'); } }, 'session.a is an object whose toJSON() throws'],
    ['nesting beyond the stack', deep(20_000), 'session.a is nested more than 1000 levels deep'],
  ])('names its place: %s', async (_, a, place) => {
    const visitor = await newVisitor({ maxBytes: 65_536 });
    await expect(visitor.visit((session) => (session['a'] = a))).rejects.toThrow(
      `Session data must be plain JSON, but ${place}. Store strings, numbers`,
    );
  }); // prettier-ignore
});

function circular(): object {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}
