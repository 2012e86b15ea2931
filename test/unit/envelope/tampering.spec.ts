import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Envelope } from '../../../lib/envelope/envelope.js';
import { contents, testEnvelope } from '../../support/envelopes.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LETTERS = ALPHABET.split('');
const REASONS = ['size', 'encoding', 'version', 'unknown-key', 'forged'];

let envelope: Envelope;
/** Values whose length leaves 0, 2 and 3 when divided by 4: each has other bits in its last character. */
let values: string[];
beforeAll(async () => {
  envelope = await testEnvelope({ maxBytes: 2048 });
  values = ['{"a":1}', '{"a":12}', '{"a":123}'].map((text) => envelope.seal(contents({ text })));
});

const reasonOf = (value: string) => {
  const opened = envelope.unseal(value);
  return opened.ok ? 'opened' : opened.reason;
};

/** The reasons for which all of them are refused, once each. */
const reasonsOf = (all: readonly string[]) => [...new Set(all.map(reasonOf))].toSorted();

const eachValue = (change: (value: string) => string[]) => reasonsOf(values.flatMap(change));

const changeByte = (value: string, at: number, change: (byte: number) => number) => {
  const bytes = Buffer.from(value, 'base64url');
  bytes[at] = change(bytes[at] as number);
  return bytes.toString('base64url');
};

const flips = (value: string, from: number, to: number) =>
  Array.from({ length: 8 * (to - from) }, (_, bit) =>
    changeByte(value, from + (bit >> 3), (byte) => byte ^ (1 << (bit & 7))),
  );

const byteLength = (value: string) => Buffer.byteLength(value, 'base64url');

it('starts from values that open', () => {
  expect(eachValue((value) => [value])).toEqual(['opened']);
  expect(new Set(values.map((value) => value.length % 4))).toEqual(new Set([0, 2, 3]));
});

describe('every flipped bit', () => {
  it('of the version is a version', () => {
    expect(eachValue((value) => flips(value, 0, 1))).toEqual(['version']);
  });

  it('of the key id is an unknown key', () => {
    expect(eachValue((value) => flips(value, 1, 5))).toEqual(['unknown-key']);
  });

  it('of nonce, ciphertext and tag is forged', () => {
    expect(eachValue((value) => flips(value, 5, byteLength(value)))).toEqual(['forged']);
  });
});

it('every other version is refused', () => {
  const versions = Array.from({ length: 256 }, (_, version) => version).filter((version) => version !== 1);
  expect(eachValue((value) => versions.map((version) => changeByte(value, 0, () => version)))).toEqual([
    'version',
  ]);
});

describe('every character', () => {
  const substitute = (characters: string) => (value: string) =>
    value.split('').flatMap((own, at) =>
      characters
        .split('')
        .filter((character) => character !== own)
        .map((character) => value.slice(0, at) + character + value.slice(at + 1)),
    );

  it('that is replaced by another of the alphabet is refused', () => {
    expect(eachValue(substitute(ALPHABET))).toEqual(['encoding', 'forged', 'unknown-key', 'version']);
  });

  it('that is replaced by one outside of the alphabet is an encoding', () => {
    // Padding, base64, white space, NUL, and characters whose low byte, or look, is one of the alphabet.
    expect(eachValue(substitute('=+/ \t\r\n\0.~%"*ŁƁ\u0441ＡÁ'))).toEqual(['encoding']);
  });

  it('that is left out is refused', () => {
    const without = (value: string) =>
      value.split('').map((_, at) => value.slice(0, at) + value.slice(at + 1));
    expect(REASONS).toEqual(expect.arrayContaining(eachValue(without)));
  });
});

describe('another length', () => {
  it('every truncation is refused', () => {
    const truncated = eachValue((value) =>
      Array.from({ length: value.length }, (_, to) => value.slice(0, to)),
    );
    expect(REASONS).toEqual(expect.arrayContaining(truncated));
  });

  it('less than the shortest value is a size', () => {
    const value = values[0] as string;
    expect(reasonsOf(Array.from({ length: 104 }, (_, to) => value.slice(0, to)))).toEqual(['size']);
  });

  it('every extension is refused', () => {
    const extended = eachValue((value) => [...LETTERS, 'AA', 'AAA', 'AAAA'].map((tail) => value + tail));
    expect(REASONS).toEqual(expect.arrayContaining(extended));
    expect(extended).not.toContain('size');
  });

  it('padding and white space around are an encoding', () => {
    const around = ['=', '==', ' ', '\n', '\0', '.'];
    expect(eachValue((value) => around.flatMap((each) => [each + value, value + each]))).toEqual([
      'encoding',
    ]);
  });

  it('more than maxBytes is a size, without a look at it', () => {
    expect(reasonsOf(['A'.repeat(2049), 'A'.repeat(1_000_000)])).toEqual(['size']);
  });
});

it('whatever the text is, the answer is one of the reasons', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3000 }),
    fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 100, maxLength: 300 }),
    fc.uint8Array({ minLength: 78, maxLength: 300 }).map((bytes) => {
      bytes[0] = 1;
      return Buffer.from(bytes).toString('base64url');
    }),
  );
  fc.assert(fc.property(anything, (value) => expect(REASONS).toContain(reasonOf(value))));
});
