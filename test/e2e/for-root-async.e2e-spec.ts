import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import {
  CookieSessionModule,
  type CookieSessionOptions,
  type CookieSessionOptionsFactory,
} from '../../lib/index.js';
import { newSecret, startWith, withApp } from '../support/app.js';
import { onlyCookie } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';

const secret = newSecret();

@Injectable()
class Settings implements CookieSessionOptionsFactory {
  async createCookieSessionOptions(): Promise<CookieSessionOptions> {
    return { secret, cookie: { name: 'from-settings' } };
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Module({ providers: [{ provide: 'NAME', useValue: 'from-settings' }], exports: ['NAME'] })
class NameModule {}

describe.each(platforms)('forRootAsync ($title)', (platform) => {
  const { interceptor } = platform;

  it.each([
    ['useClass', { useClass: Settings }],
    ['useExisting', { imports: [SettingsModule], useExisting: Settings }],
    ['useFactory', { useFactory: () => new Settings().createCookieSessionOptions() }],
    [
      'useFactory with inject',
      {
        imports: [NameModule],
        inject: ['NAME'],
        useFactory: (name: string) => ({ secret, cookie: { name } }),
      },
    ],
  ])('takes its options from %s', (_, options) => {
    const imports = [CookieSessionModule.forRootAsync({ ...options, interceptor })];
    return withApp(platform, { session: false, imports }, async (app) => {
      const client = app.client();
      expect(onlyCookie(await client.write({ user: 'ada' })).name).toBe('from-settings');
      expect(await client.session()).toEqual({ user: 'ada' });
    });
  });

  it.each(['interceptor', 'name'])('refuses "%s" in what the factory returns', async (extra) => {
    const useFactory = () => ({ secret, [extra]: false });
    const error: any = await startWith(platform, CookieSessionModule.forRootAsync({ useFactory }));
    expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_SESSION_OPTION_(UNKNOWN|INVALID)$/) });
    expect(error.message).toMatch(new RegExp(`${extra}.*beside useFactory`, 'is'));
  });

  it.each([
    ['returns invalid options', () => ({ secret: 'short' }), 'ERR_SESSION_SECRET_SHORT'],
    ['returns nothing', (): any => undefined, 'ERR_SESSION_OPTION_INVALID'],
  ])('refuses a factory that %s', async (_, useFactory, code) => {
    expect(await startWith(platform, CookieSessionModule.forRootAsync({ useFactory }))).toMatchObject({
      code,
    });
  });
});
