import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findCookies } from '../../../lib/cookie/find-cookies.js';

const valuesOf = (header: string | undefined, name = 'session') => findCookies(header, name).values;
const chunksOf = (header: string, name = 'session') =>
  findCookies(header, name).chunks.map(({ index, value }) => `${index}:${value}`);
const namesOf = (header: string) => [...findCookies(header, 'session').names];

describe('a name is found', () => {
  it.each([
    ['alone', 'session=v'],
    ['first', 'session=v; a=1'],
    ['last', 'a=1; session=v'],
    ['in the middle', 'a=1; session=v; b=2'],
    ['without a blank after the semicolon', 'a=1;session=v;b=2'],
    ['after several blanks and tabs', 'a=1; \t  session=v'],
    ['before blanks', 'session=v \t ; b=2'],
    ['after empty pairs', ';; ;session=v;;'],
    ['after a pair without a name', '=x; session=v'],
    ['after a pair without "="', 'flag; session=v'],
    ['after one that holds it', 'a=session; session=v'],
  ])('%s', (_, header) => {
    expect(valuesOf(header)).toEqual(['v']);
  });

  it('with __Host- in front', () => {
    expect(valuesOf('__Host-session=v', '__Host-session')).toEqual(['v']);
  });

  it('as often as it is sent, in that order', () => {
    expect(valuesOf('session=1; session=2; a=3; session=1')).toEqual(['1', '2', '1']);
    expect(namesOf('session=1; session=2')).toEqual(['session']);
  });
});

describe('no other name passes as ours:', () => {
  it.each([
    ['none', ''],
    ['no header', undefined],
    ['a prefix of it', 'sessio=v'],
    ['more behind it', 'session2=v'],
    ['more before it', 'mysession=v'],
    ['a cookie prefix before it', '__Host-session=v'],
    ['another case', 'Session=v; SESSION=v'],
    ['percent encoding', '%73ession=v; session%20=v'],
    ['quotes', '"session"=v'],
    ['no "="', 'session; session'],
    ['a colon', 'session:v'],
    ['a blank behind it', 'session =v; session\t=v'],
    ['the name as a value', 'a=session=v'],
    ['the name inside of a value, after a blank', 'a=b session=v'],
    ['the name inside of a quoted value', 'a="b; c session=v"'],
    ['a comma in between', 'a=1, session=v'],
    ['a NUL before it', '\0session=v'],
    ['full width letters', 'ｓession=v'],
    ['a letter that only looks the same', 'ѕession=v'],
  ])('%s', (_, header) => {
    expect(findCookies(header, 'session')).toMatchObject({ values: [], chunks: [] });
    expect(findCookies(header, 'session').names.size).toBe(0);
  });

  it('white space of any other kind', () => {
    const spaces = '\n\v\f\r\u0085\u00a0\u1680\u2000\u2009\u200b\u2028\u2029\u202f\u205f\u3000\ufeff'.split(
      '',
    );
    for (const space of spaces) {
      expect(valuesOf(`a=1;${space}session=v`)).toEqual([]);
      expect(valuesOf(`${space}session=v`)).toEqual([]);
      expect(valuesOf(`session${space}=v`)).toEqual([]);
    }
  });

  it('a bare name does not pass as a __Host- one', () => {
    expect(valuesOf('session=v; __host-session=v; %5f_Host-session=v', '__Host-session')).toEqual([]);
  });
});

describe('values are taken as they are:', () => {
  it.each([
    ['empty', 'session=', ''],
    ['empty, before another', 'session=; a=1', ''],
    ['with "="', 'session=a=b==', 'a=b=='],
    ['in quotes', 'session="v"', '"v"'],
    ['percent-encoded', 'session=%41%3B', '%41%3B'],
    ['with a blank before it', 'session= v', ' v'],
    ['with blanks inside', 'session=a b', 'a b'],
    ['with a comma', 'session=a,b', 'a,b'],
    ['beyond ASCII', 'session=é😀', 'é😀'],
  ])('%s', (_, header, value) => {
    expect(valuesOf(header)).toEqual([value]);
  });
});

it('never throws, and finds what a slow reader of the grammar finds', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'session',
      'session.',
      'session.0',
      'session.11',
      '=',
      ';',
      '; ',
      ' ',
      '\t',
      'a',
      '.',
      '0',
      '"',
      ',',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 40 }).map((parts) => parts.join('')),
      (header) => {
        const slow = readSlowly(header);
        expect(valuesOf(header)).toEqual(
          slow.flatMap(([name, value]) => (name === 'session' ? [value] : [])),
        );
        expect(chunksOf(header)).toEqual(
          slow.flatMap(([name, value]) => {
            const index = /^session\.(1?[0-9])$/.exec(name)?.[1];
            return index === undefined ? [] : [`${index}:${value}`];
          }),
        );
      },
    ),
    { numRuns: 1000 },
  );
});

/** Names and values of a header, by splitting: cut at semicolons, drop blanks around, cut at the first "=". */
function readSlowly(header: string): Array<[name: string, value: string]> {
  return header
    .split(';')
    .map((pair) => pair.replaceAll(/^[ \t]+/g, ''))
    .filter((pair) => pair.includes('='))
    .map((pair) => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1).replace(/[ \t]+$/, '')];
    });
}
