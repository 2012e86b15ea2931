import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SessionError } from '../../../lib/errors.js';
import { stringifyData } from '../../../lib/session/json.js';

const NEVER_SHOWN = 'a value that no message shows';

function refusal(data: object): string {
  try {
    stringifyData(data);
  } catch (error) {
    expect(error).toBeInstanceOf(SessionError);
    expect(error).toMatchObject({ code: 'ERR_SESSION_NOT_JSON' });
    expect((error as Error).message).not.toContain(NEVER_SHOWN);
    return (error as Error).message;
  }
  throw new Error('it was taken');
}

const throwing = () => {
  throw new Error(NEVER_SHOWN);
};

function cycle(): object {
  const data: { user: { self?: object } } = { user: {} };
  data.user.self = data;
  return data;
}

function nested(depth: number): object {
  let data: object = { end: NEVER_SHOWN };
  for (let i = 0; i < depth; i++) data = i % 2 === 0 ? [data] : { data };
  return { data };
}

describe('what JSON cannot hold, or would lose, is named by its path:', () => {
  const secret = NEVER_SHOWN;
  const rows: Array<[title: string, data: object, what: string]> = [
    ['a function', { a: { b: () => secret } }, 'session.a.b is a function'],
    ['a class', { a: class Secret {} }, 'session.a is a function'],
    ['a symbol', { a: [1, Symbol(secret)] }, 'session.a.1 is a symbol'],
    ['a BigInt', { secret, a: [{ n: 1n }] }, 'session.a.0.n is a BigInt'],
    ['a cycle', cycle(), 'session.user.self is a circular reference'],
    ['NaN', { a: { n: Number.NaN } }, 'session.a.n is NaN or infinite'],
    ['Infinity', { n: [Number.NEGATIVE_INFINITY] }, 'session.n.0 is NaN or infinite'],
    ['a Map', { a: { map: new Map([[secret, 1]]) } }, 'session.a.map is a Map'],
    ['a Set', { set: new Set([secret]) }, 'session.set is a Set'],
    ['a RegExp', { a: /x/ }, 'session.a is a RegExp'],
    ['an Error', { a: new Error(secret) }, 'session.a is a Error'],
    ['a Promise', { a: Promise.resolve(secret) }, 'session.a is a Promise'],
    ['a typed array', { a: new Uint8Array(2) }, 'session.a is a Uint8Array'],
    ['a boxed string', { a: Object(secret) }, 'session.a is a String'],
    ['undefined in an array', { a: [1, undefined] }, 'session.a.1 is undefined in an array'],
    // oxlint-disable-next-line no-sparse-arrays
    ['a hole in an array', { a: { b: [1, , 3] } }, 'session.a.b.1 is undefined in an array'],
    // oxlint-disable-next-line no-sparse-arrays
    ['an array of holes', { a: [, ,] }, 'session.a.0 is undefined'],
    [
      'a toJSON that throws',
      { a: { date: { toJSON: throwing } } },
      'session.a.date is an object whose toJSON() throws',
    ],
    [
      'a toJSON that gives a BigInt',
      { a: { toJSON: () => 1n } },
      'session.a is an object whose toJSON() throws',
    ],
    ['a toJSON of the session itself', { toJSON: () => ({ secret }) }, 'session.toJSON is a function'],
    ['a getter that throws', Object.defineProperty({}, 'a', { get: throwing, enumerable: true }), 'session'],
    ['a very deep nesting', nested(20_000), 'nested more than 1000 levels deep'],
    ['a nesting one level too deep', nested(1001), 'nested more than 1000 levels deep'],
  ];

  it.each(rows)('%s', (_, data, what) => {
    expect(refusal(data)).toContain(what);
  });

  it('the first of several', () => {
    expect(refusal({ a: 1, b: { c: 1n, d: () => {} }, e: Number.NaN })).toContain('session.b.c is a BigInt');
  });

  it('with a remedy', () => {
    expect(refusal({ a: 1n })).toContain('Store strings, numbers, booleans, null, arrays and plain objects');
  });
});

describe('what JSON keeps is kept:', () => {
  class Point {
    constructor(readonly x: number) {}
  }

  const rows: Array<[title: string, data: object, text: string]> = [
    ['nothing', {}, '{}'],
    ['undefined is absent', { a: undefined, b: { c: undefined } }, '{"b":{}}'],
    ['minus zero is zero', { n: -0 }, '{"n":0}'],
    ['a Date is its ISO text', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['a Buffer is what its toJSON gives', { a: Buffer.of(1) }, '{"a":{"type":"Buffer","data":[1]}}'],
    ['the properties of an instance', { p: new Point(1) }, '{"p":{"x":1}}'],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [
      'the same object twice',
      ((one) => ({ a: one, b: [one, one] }))({ c: 1 }),
      '{"a":{"c":1},"b":[{"c":1},{"c":1}]}',
    ],
    ['a lone surrogate', { a: '\ud800', '\udfff': 1 }, String.raw`{"a":"\ud800","\udfff":1}`],
    ['NUL and controls', { a: '\0\u001f\u007f' }, `{"a":"${String.raw`\u0000\u001f`}\u007f"}`],
    ['four bytes of UTF-8', { '😀': '𝄞' }, '{"😀":"𝄞"}'],
    ['line separators', { a: '\u2028\u2029' }, '{"a":"\u2028\u2029"}'],
    ['data called toJSON', { toJSON: 'x' }, '{"toJSON":"x"}'],
    [
      '"__proto__" as a name',
      JSON.parse('{"a":{"__proto__":{"b":1}}}') as object,
      '{"a":{"__proto__":{"b":1}}}',
    ],
    [
      'the extremes of numbers',
      { a: [Number.MAX_VALUE, 5e-324, 2 ** 53] },
      '{"a":[1.7976931348623157e+308,5e-324,9007199254740992]}',
    ],
  ];

  it.each(rows)('%s', (_, data, text) => {
    expect(stringifyData(data)).toBe(text);
  });

  it('deep nesting', () => {
    expect(stringifyData(nested(999))).toContain(NEVER_SHOWN);
  });

  it('any JSON, and comes back the same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (data) => {
        const text = stringifyData(data);
        expect(text).toBe(JSON.stringify(data));
        expect(stringifyData(JSON.parse(text) as object)).toBe(text);
        expect(Buffer.from(text).toString()).toBe(text);
      }),
    );
  });
});

it('either takes a value so that nothing is lost, or refuses it', () => {
  const anything = fc.dictionary(
    fc.string(),
    fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
      withSparseArray: true,
      withTypedArray: true,
      withBoxedValues: true,
      withNullPrototype: true,
    }),
  );
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  fc.assert(
    fc.property(anything, (data) => {
      let text: string;
      try {
        text = stringifyData(data);
      } catch (error) {
        expect(error).toBeInstanceOf(SessionError);
        return;
      }
      expect(JSON.parse(text)).toEqual(plain(data));
      expect(sizeOf(JSON.parse(text))).toBe(sizeOf(data));
    }),
  );
});

/** How many values there are in data, but for undefined properties and what has a toJSON. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return 1;
  if (Array.isArray(value)) return Array.from(value).reduce<number>((sum, member) => sum + sizeOf(member), 1);
  const members = Object.values(value).filter((member) => member !== undefined);
  return members.reduce<number>((sum, member) => sum + sizeOf(member), 1);
}
