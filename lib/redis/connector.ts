import { whereMissing } from '../option-errors.js';
import { kindOf, type RedisKind, type RedisLike } from './redis-like.js';
import type { RedisSettings } from './options.js';

/** What we use of a client of the package `redis`. A Sentinel client's `destroy` returns a promise. */
export interface RawClient {
  readonly isCluster: boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  connect(): Promise<unknown>;
  send(key: string, command: readonly string[]): Promise<unknown>;
  destroy(): unknown;
}

/** Makes connections that are not open yet. */
export interface Connector {
  /** Host and port, or what else can be said without credentials. */
  readonly place: string;
  create(): RawClient;
}

/** How long TCP, or TLS, may take. */
const CONNECT_TIMEOUT_MS = 1500;

/** Connections are given up and made anew by us: a client that reconnects by itself hides for how long it was away. */
const SOCKET = { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false, socketTimeout: undefined };

/** Replies of RESP 2 have one form in every version of the package, and its handshake needs no right but to sign in. */
const REPLIES = { RESP: 2, commandOptions: { typeMapping: {} }, clientSideCache: undefined } as const;

const SINGLE = {
  ...REPLIES,
  disableOfflineQueue: true,
  disableClientInfo: true,
  emitInvalidate: false,
  maintNotifications: 'disabled',
  pingInterval: undefined,
  readonly: false,
} as const;

const OVERRIDES = {
  sentinel: { ...REPLIES, masterPoolSize: 1, replicaPoolSize: 0, reserveClient: false },
  // Replicas are behind, and nobody says by how much.
  cluster: { ...REPLIES, minimizeConnections: true, useReplicas: false },
};

/**
 * Loads the package redis, an optional peer, for a URL only: whoever gives a client has loaded it.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID where it is not installed.
 */
export async function connectorOf(source: RedisSettings['source']): Promise<Connector> {
  if ('client' in source) return duplicating(source.client);
  const { createClient } = await import('redis').catch(
    whereMissing('redis', 'redisRevocation({ url }) needs'),
  );
  const { url } = source;
  const create = () => createClient({ url, ...SINGLE, socket: { ...SOCKET } } as object) as RedisLike;
  const { hostname, port } = new URL(url);
  return { place: `${hostname}:${port || 6379}`, create: () => toRawClient(create(), 'client') };
}

function duplicating(client: RedisLike): Connector {
  const kind = kindOf(client);
  const place = kind === 'client' ? placeOf(client) : `(${kind})`;
  const overrides = () => (kind === 'client' ? { ...SINGLE, socket: socketOf(client) } : OVERRIDES[kind]);
  return { place, create: () => toRawClient(client.duplicate(overrides()), kind) };
}

function toRawClient(client: RedisLike, kind: RedisKind): RawClient {
  const send = {
    client: (_: string, command: readonly string[]) => client.sendCommand(command),
    sentinel: (_: string, command: readonly string[]) => client.sendCommand(false, command),
    cluster: (key: string, command: readonly string[]) => client.sendCommand(key, false, command),
  }[kind];
  const raw = client as unknown as RawClient;
  return {
    isCluster: kind === 'cluster',
    on: (event, listener) => raw.on(event, listener),
    connect: () => raw.connect(),
    send,
    destroy: () => raw.destroy(),
  };
}

interface SocketOptions {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
}

const optionsOf = (client: RedisLike) => (client as { options?: { socket?: SocketOptions } }).options;

const socketOf = (client: RedisLike) => ({ ...optionsOf(client)?.socket, ...SOCKET });

function placeOf(client: RedisLike): string {
  const { path, host = 'localhost', port = 6379 } = optionsOf(client)?.socket ?? {};
  return path ?? `${host}:${port}`;
}
