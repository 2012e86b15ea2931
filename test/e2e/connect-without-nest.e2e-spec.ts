import { describe, expect, it } from '@jest/globals';
import { filesLoadedBy } from '../support/loaded-files.js';

const OF_NEST = /\/node_modules\/(?:@nestjs|rxjs|reflect-metadata)\//;

/** Makes the middleware and waits until it can seal. */
const use = (connect: string): string => `
  const { cookieSession } = ${connect};
  const middleware = cookieSession({ secret: require('node:crypto').randomBytes(32).toString('base64url') });
  middleware({ headers: {} }, {}, (error) => { if (error) throw error; });
`;
const esm = use(`await import('nestjs-sealed-session/connect')`);
const cjs = use(`require('nestjs-sealed-session/connect')`);
const requireInEsm = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

describe('nestjs-sealed-session/connect', () => {
  it.each([
    ['import', ['--input-type=module', '-e', requireInEsm + esm], 'dist/esm/connect/index.js'],
    ['require', ['--input-type=commonjs', '-e', cjs], 'dist/esm/connect/index.js'],
    ['require, CommonJS only', ['--no-experimental-require-module', '-e', cjs], 'dist/cjs/connect/index.js'],
  ])('loads nothing of Nest: %s', (_, args, entry) => {
    const files = filesLoadedBy(...args);
    expect(files.filter((file) => file.endsWith(entry))).toHaveLength(1);
    expect(files.filter((file) => file.includes('/libsodium/')).length).toBeGreaterThan(0);
    expect(files.filter((file) => OF_NEST.test(file))).toEqual([]);
  });

  it('would be seen to: the module loads Nest', () => {
    const files = filesLoadedBy('--input-type=module', '-e', `await import('nestjs-sealed-session')`);
    expect(files.some((file) => OF_NEST.test(file))).toBe(true);
  });
});
