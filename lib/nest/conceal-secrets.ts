import type { FactoryProvider, Provider, ValueProvider } from '@nestjs/common';

/**
 * Nest keeps what an options provider gave for as long as the application lives. Behind a getter that is not
 * enumerable the secret shows in no log, JSON or util.inspect of it, with showHidden either.
 */
export function concealSecrets(provider: Provider): Provider {
  if (isFactory(provider)) {
    const { useFactory } = provider;
    return { ...provider, useFactory: async (...args: unknown[]) => conceal(await useFactory(...args)) };
  }
  return isValue(provider) ? { ...provider, useValue: conceal(provider.useValue) } : provider;
}

function conceal(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('secret' in options)) return options;
  const { secret } = options;
  return Object.defineProperty({ ...options }, 'secret', { get: () => secret, enumerable: false });
}

const isFactory = (provider: Provider): provider is FactoryProvider => 'useFactory' in provider;
const isValue = (provider: Provider): provider is ValueProvider => 'useValue' in provider;
