import { describe, expect, it } from '@jest/globals';
import { findCookies } from '../../../lib/cookie/find-cookies.js';

const chunksOf = (header: string) =>
  findCookies(header, 'session').chunks.map(({ index, value }) => `${index}:${value}`);

describe('chunks', () => {
  it('are found from .0 to .19', () => {
    const header = Array.from({ length: 25 }, (_, index) => `session.${index}=v`).join('; ');
    expect(chunksOf(header)).toEqual(Array.from({ length: 20 }, (_, index) => `${index}:v`));
  });

  it.each([
    '',
    '00',
    '01',
    '-1',
    '-0',
    '+1',
    ' 1',
    '1 ',
    '1e1',
    '1e0',
    '0x1',
    '1.0',
    '.1',
    '1_0',
    'a',
    '１',
    '20',
    '99',
    '100',
    'NaN',
    '1;',
    'Infinity',
  ])('have no index %p', (index) => {
    const found = findCookies(`session.${index}=v; a=1`, 'session');
    expect(found).toMatchObject({ values: [], chunks: [] });
    expect(found.names.size).toBe(0);
  });

  it.each(['session.0', 'session.0; a=1', 'session.; a=1', 'session.'])('need a value: %p', (header) => {
    expect(chunksOf(header)).toEqual([]);
  });

  it('stand beside bare values, each under its name', () => {
    const found = findCookies('session.1=b; session=v; session.0=a; session.1=c', 'session');
    expect(found.values).toEqual(['v']);
    expect(found.chunks.map(({ index, value }) => index + value)).toEqual(['1b', '0a', '1c']);
    expect([...found.names]).toEqual(['session.1', 'session', 'session.0']);
  });

  it('of 1300 names are those that a session can have', () => {
    const header = Array.from({ length: 1300 }, (_, index) => `session.${index}=`).join(';');
    expect(findCookies(header, 'session').names.size).toBe(20);
  });
});
