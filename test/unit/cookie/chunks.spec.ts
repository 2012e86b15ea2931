import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { candidateValues, joinChunks, MAX_CHUNKS, splitValue } from '../../../lib/cookie/chunks.js';
import { findCookies } from '../../../lib/cookie/find-cookies.js';
import { joinReference } from '../../support/reference-envelope.js';

const randomValue = (length: number) => randomBytes(length).toString('base64url').slice(0, length);

const indexed = (chunks: readonly string[]) => chunks.map((value, index) => ({ index, value }));
const join = (chunks: readonly string[]) => joinChunks(indexed(chunks));
const headerOf = (chunks: readonly string[]) =>
  chunks.map((chunk, index) => `session.${index}=${chunk}`).join('; ');
const candidatesOf = (header: string) => {
  const { single, joined } = candidateValues(findCookies(header, 'session'));
  return [...single, ...joined];
};

const value = randomValue(1000);
const chunks = splitValue(value, 300);

describe('splitting', () => {
  it('puts count and tag before each part, and fills each chunk before the next', () => {
    const tag = value.slice(8, 16);
    expect(chunks.map((chunk) => chunk.slice(0, 10))).toEqual(Array.from({ length: 4 }, () => `04${tag}`));
    expect(chunks.map((chunk) => chunk.length)).toEqual([300, 300, 300, 140]);
  });

  it('and joining give back any value, for any room', () => {
    const lengths = fc.integer({ min: 104, max: 20_000 });
    fc.assert(
      fc.property(lengths, fc.double({ min: 0, max: 1, noNaN: true }), (length, share) => {
        const own = randomValue(length);
        // From two chunks to as many as there may be.
        const [least, most] = [Math.ceil(length / MAX_CHUNKS), length - 1];
        const cut = splitValue(own, 10 + least + Math.floor(share * (most - least)));
        expect(cut.length).toBeLessThanOrEqual(MAX_CHUNKS);
        expect(join(cut)).toEqual([own]);
        expect(joinReference(new Map(cut.entries()))).toBe(own);
        expect(candidatesOf(headerOf(cut))).toEqual([own]);
      }),
    );
  });
});

describe('joining', () => {
  it('does not ask for an order', () => {
    expect(joinChunks(indexed(chunks).toReversed())).toEqual([value]);
  });

  it.each([0, 1, 2, 3])('gives nothing without chunk %i', (missing) => {
    expect(joinChunks(indexed(chunks).filter(({ index }) => index !== missing))).toEqual([]);
  });

  it('ignores chunks beyond the count', () => {
    const tag = value.slice(8, 16);
    expect(join([...chunks, `04${tag}surplus`])).toEqual([value]);
  });

  it('ignores what a longer sealing left behind', () => {
    const former = splitValue(randomValue(1700), 300);
    expect(join([...chunks, ...former.slice(4)])).toEqual([value]);
  });

  it('never mixes two sealings, of whatever chunks', () => {
    const other = splitValue(randomValue(1000), 300);
    for (let mix = 0; mix < 16; mix++) {
      const mixed = chunks.map((chunk, index) => (mix & (1 << index) ? (other[index] as string) : chunk));
      expect(join(mixed)).toEqual(
        mix === 0 ? [value] : mix === 15 ? [other.map((c) => c.slice(10)).join('')] : [],
      );
    }
  });

  it('finds both of two complete sealings', () => {
    const another = randomValue(800);
    expect(joinChunks([...indexed(chunks), ...indexed(splitValue(another, 300))])).toEqual([value, another]);
  });

  it('takes the first of several with one number', () => {
    const other = (chunks[1] as string).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(joinChunks([...indexed(chunks), { index: 1, value: other }])).toEqual([value]);
  });

  it('needs a tag that is the one of the joined value', () => {
    const foreign = chunks.map((chunk) => `04AAAAAAAA${chunk.slice(10)}`);
    expect(join(foreign)).toEqual([]);
  });

  it.each(['00', '01', '21', '99', ' 4', '+4', '4.', '-4', '0x', '1e', '٠٤', 'ab', '4', ''])(
    'refuses the count %p',
    (count) => {
      const own = randomValue(200);
      const parts = Array.from({ length: 21 }, (_, index) => own.slice(index * 10, (index + 1) * 10));
      expect(join(parts.map((part) => count + own.slice(8, 16) + part))).toEqual([]);
    },
  );

  it.each([
    ['of nothing', ['', '']],
    ['of a prefix alone', ['02AAAAAAAA', '02AAAAAAAA']],
    ['one alone', splitValue(value, 2000)],
  ])('refuses chunks %s', (_, own) => {
    expect(join(own)).toEqual([]);
  });
});

describe('candidates', () => {
  it('are bare values first, then joined ones, each once', () => {
    const both = `session=one; ${headerOf(chunks)}; session=two; session=one; session=${value}`;
    expect(candidatesOf(both)).toEqual(['one', 'two', value]);
  });

  it('are four at most', () => {
    const many = Array.from({ length: 100 }, (_, index) => `session=${index}`).join('; ');
    expect(candidatesOf(many)).toEqual(['0', '1', '2', '3']);
  });

  it('are none of chunks that are not complete', () => {
    expect(candidatesOf(headerOf(chunks.slice(0, 3)))).toEqual([]);
  });

  it('come out of any header without an exception', () => {
    const chunk = fc.tuple(fc.integer({ min: 0, max: 22 }), fc.string({ unit: 'binary', maxLength: 14 }));
    fc.assert(
      fc.property(
        fc.array(chunk, { maxLength: 60 }),
        fc.constantFrom('', '02AAAAAAAA', '20', '03'),
        (all, prefix) => {
          const header = all.map(([index, text]) => `session.${index}=${prefix}${text}`).join('; ');
          expect(candidatesOf(header).length).toBeLessThanOrEqual(4);
        },
      ),
    );
  });
});
