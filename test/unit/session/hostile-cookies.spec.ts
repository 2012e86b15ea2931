import { describe, expect, it } from '@jest/globals';
import { type HostileCookie, hostileCorpus } from '../../support/hostile-cookies.js';
import { commit, dataOf, sessionOf } from '../../support/managers.js';

const { manager, cookies } = await hostileCorpus();

it('has at least 400 headers, each once and with a name of its own', () => {
  expect(cookies.length).toBeGreaterThanOrEqual(400);
  expect(new Set(cookies.map(({ name }) => name)).size).toBe(cookies.length);
  expect(new Set(cookies.map(({ header }) => header)).size).toBe(cookies.length);
});

describe('a hostile Cookie header', () => {
  const byName = cookies.map((cookie) => [cookie.name, cookie] as const);

  it.each(byName)('gives a session: %s', (_, { header, user }: HostileCookie) => {
    const state = manager.load(header);
    expect(dataOf(state)['user']).toBe(user);
    expect(commit(state)).toEqual([]);
  });

  it.each(byName)('leaves a session that can be written: %s', (_, { header }: HostileCookie) => {
    const state = manager.load(header);
    sessionOf(state)['written'] = true;
    expect(commit(state)[0]).toMatch(/^session(\.0)?=[\w-]{104,}/);
  });
});
