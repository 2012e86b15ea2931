import { describe, expect, it } from '@jest/globals';
import { FlatSnapshot } from '../../../lib/session/flat-snapshot.js';

const flat = { name: 'Ada', visits: 3, admin: false, team: null };

const matches = (data: object) => FlatSnapshot.of(flat, JSON.stringify(flat))?.matches(data);

describe('FlatSnapshot', () => {
  it('matches a record with the same values in the same order', () => {
    expect(matches({ ...flat })).toBe(true);
  });

  it.each([
    ['another value', { ...flat, visits: 4 }],
    ['a value of another type', { ...flat, visits: '3' }],
    ['a further key', { ...flat, more: 1 }],
    ['a key less', { name: 'Ada', visits: 3, admin: false }],
    ['another key', { name: 'Ada', visits: 3, admin: false, group: null }],
    ['another order', { visits: 3, name: 'Ada', admin: false, team: null }],
    ['an object instead of null', { ...flat, team: {} }],
    ['a function in place of a value', { ...flat, admin: () => false }],
    ['NaN', { ...flat, visits: Number.NaN }],
  ])('does not match %s', (_, data) => {
    expect(matches(data)).toBe(false);
  });

  it.each([
    ['a list', { list: [] }],
    ['an object', { user: { id: 1 } }],
  ])('is none of %s, which may change and stay the same', (_, data) => {
    expect(FlatSnapshot.of(data, JSON.stringify(data))).toBeUndefined();
  });
});
