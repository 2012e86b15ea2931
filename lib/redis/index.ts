import type { RevocationProvider } from '../revocation-store.js';
import { type RedisRevocationOptions, resolveOptions } from './options.js';
import { RedisStore } from './redis-store.js';

export type { RedisRevocationOptions } from './options.js';
export type { RedisLike } from './redis-like.js';

/**
 * Shares revocations and lists of devices between processes through Redis 6.2 or newer, or Valkey, with the package
 * `redis`. For the option `revocation`; what it promises is in docs/revocation.md.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID or ERR_SESSION_OPTION_UNKNOWN for options that cannot work; with
 * `url`, at start-up, where the package redis is not installed.
 *
 * @example
 * CookieSessionModule.forRoot({ secret, revocation: redisRevocation({ url: process.env.REDIS_URL }) })
 */
export function redisRevocation(options: RedisRevocationOptions): RevocationProvider {
  const settings = resolveOptions(options);
  return { open: (context) => RedisStore.open(settings, context) };
}
