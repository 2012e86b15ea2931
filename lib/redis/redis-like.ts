/**
 * A client, Sentinel client or cluster of the package `redis`, of whichever version, modules and type mapping.
 * Structural, so that versions do not have to match.
 */
export interface RedisLike {
  /** Another one with the same options. */
  // oxlint-disable-next-line typescript/no-explicit-any
  duplicate(overrides?: any): any;
  // oxlint-disable-next-line typescript/no-explicit-any
  sendCommand(...args: any[]): Promise<any>;
}

export type RedisKind = 'client' | 'sentinel' | 'cluster';

export function isRedisLike(value: unknown): value is RedisLike {
  return hasMethod(value, 'duplicate') && hasMethod(value, 'sendCommand') && hasMethod(value, 'destroy');
}

/** The three take the same command in different ways. */
export function kindOf(client: RedisLike): RedisKind {
  if (hasMethod(client, 'getMasterNode')) return 'sentinel';
  return 'masters' in client ? 'cluster' : 'client';
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
