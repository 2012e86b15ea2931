import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { filesLoadedBy } from '../support/loaded-files.js';

const OF_LEGACY = /\/dist\/(?:esm|cjs)\/legacy\//;
const OF_REDIS = /\/dist\/(?:esm|cjs)\/redis\//;
const OPTIONAL_PEERS = /\/node_modules\/(?:jose|redis|@redis)\//;

const COMMONJS_ONLY = 'require, CommonJS only';
const ways: [how: string, load: (entry: string, then?: string) => string[]][] = [
  [
    'import',
    (entry, then = '') => ['--input-type=module', '-e', `const all = await import('${entry}'); ${then}`],
  ],
  ['require', (entry, then = '') => ['-e', `const all = require('${entry}'); ${then}`]],
  [
    COMMONJS_ONLY,
    (entry, then = '') => [
      '--no-experimental-require-module',
      '-e',
      `const all = require('${entry}'); ${then}`,
    ],
  ],
];

const matching = (files: readonly string[], pattern: RegExp) => files.filter((file) => pattern.test(file));

describe.each(ways)('what an entry point loads (%s)', (how, load) => {
  const loadedBy = (entry: string, then?: string) =>
    filesLoadedBy(...load(`nestjs-sealed-session${entry}`, then));

  // Where Node cannot require ES modules, CommonJS cannot have Nest 12.
  it.each(how === COMMONJS_ONLY ? ['/connect'] : ['', '/connect'])(
    'no legacy reader, no Redis and no optional peer: %s',
    (entry) => {
      const files = loadedBy(entry);
      expect(matching(files, /\/dist\/(?:esm|cjs)\//).length).toBeGreaterThan(10);
      expect(matching(files, OF_LEGACY)).toEqual([]);
      expect(matching(files, OF_REDIS)).toEqual([]);
      expect(matching(files, OPTIONAL_PEERS)).toEqual([]);
    },
  );

  it('one reader, without the others: /legacy/cookie-session', () => {
    const loaded = matching(loadedBy('/legacy/cookie-session'), OF_LEGACY).map((file) => basename(file));
    expect(loaded.toSorted()).toEqual(['contents.js', 'cookie-session.js', 'define-reader.js', 'secrets.js']);
  });

  it('all readers, without jose: /legacy', () => {
    const files = loadedBy('/legacy');
    expect(matching(files, OF_LEGACY).length).toBeGreaterThan(20);
    expect(matching(files, OPTIONAL_PEERS)).toEqual([]);
  });

  // jose 6 is ES modules only.
  if (how !== COMMONJS_ONLY)
    it('jose, once a reader that needs it is prepared', () => {
      const files = loadedBy('/legacy', `all.authJs({ until: '2099-01-01', secret: 'x' }).prepare()`);
      expect(matching(files, OPTIONAL_PEERS).length).toBeGreaterThan(0);
    });

  it('what shares revocations, and redis only once it is opened: /redis', () => {
    const files = loadedBy('/redis', `all.redisRevocation({ url: 'redis://127.0.0.1:1' })`);
    expect(matching(files, OF_REDIS).length).toBeGreaterThan(10);
    expect(matching(files, OPTIONAL_PEERS)).toEqual([]);
  });
});
