import { invalid, oneOf, refuseUnknown } from '../option-errors.js';
import { isRedisLike, type RedisLike } from './redis-like.js';

const KNOWN = ['url', 'client', 'prefix', 'maxStale', 'policy'];
const LEAST_STALE_MS = 1000;
const MOST_STALE_MS = 24 * 60 * 60 * 1000;

/** Options of `redisRevocation()`. Either `url` or `client` is required. */
export interface RedisRevocationOptions {
  /** Where Redis is: `redis://user:password@host:6379/0`, or `rediss://` for TLS. */
  url?: string;
  /**
   * A client, Sentinel client (redis 6) or cluster of the package `redis`, connected or not. It is duplicated and never
   * used itself, nor closed; what it was created with (TLS, credentials, sentinels, nodes) holds for the duplicates.
   */
  client?: RedisLike;
  /** What the names of all keys begin with. Default: `sealed-session:`. */
  prefix?: string;
  /**
   * How long a process may be without news from Redis, in milliseconds, before `policy` decides. At least 1000.
   * Default: 30000.
   */
  maxStale?: number;
  /**
   * Without news for longer than `maxStale`: `closed` refuses requests that carry a session, with 503, and an application
   * does not start without Redis; `open` goes on with what is known. Default: `closed`.
   */
  policy?: 'closed' | 'open';
}

/** Options as the store uses them. */
export interface RedisSettings {
  readonly source: { readonly url: string } | { readonly client: RedisLike };
  readonly prefix: string;
  readonly maxStale: number;
  readonly policy: 'closed' | 'open';
}

/** @throws {SessionError} ERR_SESSION_OPTION_INVALID or ERR_SESSION_OPTION_UNKNOWN. */
export function resolveOptions(options: RedisRevocationOptions): RedisSettings {
  if (typeof options !== 'object' || options === null)
    throw invalid('revocation', 'made with redisRevocation({ url })');
  refuseUnknown(options, KNOWN, 'revocation.');
  const { prefix = 'sealed-session:', maxStale = 30_000, policy = 'closed' } = options;
  if (typeof prefix !== 'string') throw invalid('revocation.prefix', 'a string');
  if (!Number.isInteger(maxStale) || maxStale < LEAST_STALE_MS || maxStale > MOST_STALE_MS)
    throw invalid('revocation.maxStale', 'milliseconds, a whole number from 1000 to 86400000');
  oneOf('revocation.policy', policy, ['closed', 'open']);
  return Object.freeze({ source: sourceOf(options), prefix, maxStale, policy });
}

function sourceOf({ url, client }: RedisRevocationOptions): RedisSettings['source'] {
  if ((url === undefined) === (client === undefined))
    throw invalid('revocation', 'given either a url or a client', 'redisRevocation({ url: "redis://…" }).');
  if (url === undefined) return { client: checkClient(client) };
  // The message does not repeat the URL: it may hold a password.
  if (!isRedisUrl(url))
    throw invalid('revocation.url', 'a redis:// or rediss:// URL', 'redis://user:password@host:6379/0.');
  return { url };
}

function isRedisUrl(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol, hostname, pathname } = new URL(url);
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^\/?\d*$/.test(pathname);
}

function checkClient(client: unknown): RedisLike {
  if (isRedisLike(client)) return client;
  throw invalid(
    'revocation.client',
    'a client or cluster of the package redis (5 or 6), or a Sentinel client of redis 6',
    'Neither a pool nor another library can be duplicated for a connection of its own.',
  );
}
