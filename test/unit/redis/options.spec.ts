import { describe, expect, it } from '@jest/globals';
import { createClient, createClientPool } from 'redis';
import { SessionError } from '../../../lib/errors.js';
import { redisRevocation } from '../../../lib/redis/index.js';

const url = 'redis://localhost';

function errorOf(options: unknown): SessionError {
  try {
    redisRevocation(options as never);
  } catch (error) {
    return error as SessionError;
  }
  throw new Error('It was accepted.');
}

describe('options of redisRevocation', () => {
  it.each([
    ['nothing', undefined, 'revocation'],
    ['neither url nor client', {}, 'either a url or a client'],
    ['both', { url, client: createClient() }, 'either a url or a client'],
    ['a url of another kind', { url: 'http://localhost' }, 'revocation.url'],
    ['a url that is none', { url: 'localhost:6379' }, 'revocation.url'],
    ['a database that is no number', { url: `${url}/sessions` }, 'revocation.url'],
    ['a client of something else', { client: { get() {} } }, 'revocation.client'],
    ['a pool', { client: createClientPool() }, 'revocation.client'],
    ['a prefix that is no string', { url, prefix: 1 }, 'revocation.prefix'],
    ['a maxStale in seconds', { url, maxStale: 30 }, 'revocation.maxStale'],
    ['no limit', { url, maxStale: Infinity }, 'revocation.maxStale'],
    ['an unknown policy', { url, policy: 'ajar' }, 'revocation.policy'],
  ])('refuse %s', (_, options, words) => {
    const error = errorOf(options);
    expect(error.code).toBe('ERR_SESSION_OPTION_INVALID');
    expect(error.message).toContain(words);
  });

  it('refuse what is not known, by its name', () => {
    const error = errorOf({ url, maxStaleness: 1000 });
    expect([error.code, error.message]).toEqual([
      'ERR_SESSION_OPTION_UNKNOWN',
      expect.stringContaining('"revocation.maxStaleness"'),
    ]);
  });

  it('show no password of a url', () => {
    expect(errorOf({ url: 'http://user:hunter2@localhost' }).message).not.toContain('hunter2');
  });

  it('connect to nothing before the store is opened', () => {
    expect(Object.keys(redisRevocation({ url: 'redis://127.0.0.1:1' }))).toEqual(['open']);
  });
});
