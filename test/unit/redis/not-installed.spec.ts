import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RevocationProcess } from '../../support/revocation-processes.js';

/** What opening a store says where the package redis fails to load in this way. */
async function errorWhere(failure: Error): Promise<unknown> {
  jest.unstable_mockModule('redis', () => {
    throw failure;
  });
  let error: unknown;
  await jest.isolateModulesAsync(async () => {
    const { redisRevocation } = await import('../../../lib/redis/index.js');
    const provider = redisRevocation({ url: 'redis://user:long-and-private@127.0.0.1:1' });
    try {
      await provider.open(new RevocationProcess().context());
    } catch (caught) {
      error = caught;
    }
  });
  return error;
}

describe('redisRevocation without the package redis', () => {
  afterEach(() => void jest.unstable_unmockModule('redis'));

  it('says at start-up what to install', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    expect(await errorWhere(missing)).toMatchObject({
      code: 'ERR_SESSION_OPTION_INVALID',
      message: expect.stringMatching(/^(?!.*private).*npm install redis$/),
    });
  });

  it('does not say so of a package that is there and does not load', async () => {
    const broken = new SyntaxError('broken');
    expect(await errorWhere(broken)).toBe(broken);
  });
});
