import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RevocationProcess } from '../../support/revocation-processes.js';

/** Opens a store where the package redis fails to load in this way. */
async function openWithout(error: Error): Promise<unknown> {
  jest.unstable_mockModule('redis', () => {
    throw error;
  });
  let opening: Promise<unknown> | undefined;
  await jest.isolateModulesAsync(async () => {
    const { redisRevocation } = await import('../../../lib/redis/index.js');
    const provider = redisRevocation({ url: 'redis://user:long-and-private@127.0.0.1:1' });
    opening = provider.open(new RevocationProcess().context());
    await opening.catch(() => undefined);
  });
  return opening;
}

describe('redisRevocation without the package redis', () => {
  afterEach(() => void jest.unstable_unmockModule('redis'));

  it('says at start-up what to install', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(openWithout(missing)).rejects.toMatchObject({
      code: 'ERR_SESSION_OPTION_INVALID',
      message: expect.stringMatching(/^(?!.*private).*npm install redis$/),
    });
  });

  it('does not say so of a package that is there and does not load', async () => {
    await expect(openWithout(new SyntaxError('broken'))).rejects.toThrow('broken');
  });
});
