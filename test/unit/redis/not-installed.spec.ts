import { describe, expect, it, jest } from '@jest/globals';
import { RevocationProcess } from '../../support/revocation-processes.js';

describe('redisRevocation without the package redis', () => {
  it('says at start-up what to install', async () => {
    jest.unstable_mockModule('redis', () => {
      throw new Error('Cannot find package');
    });
    await jest.isolateModulesAsync(async () => {
      const { redisRevocation } = await import('../../../lib/redis/index.js');
      const provider = redisRevocation({ url: 'redis://user:long-and-private@127.0.0.1:1' });
      await expect(provider.open(new RevocationProcess().context())).rejects.toMatchObject({
        code: 'ERR_SESSION_OPTION_INVALID',
        message: expect.stringMatching(/^(?!.*private).*npm install redis$/),
      });
    });
    jest.unstable_unmockModule('redis');
  });
});
