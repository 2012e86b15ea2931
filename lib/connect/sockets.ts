import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SessionRegistry } from './session-registry.js';

const upgrades = new WeakMap<Duplex, IncomingMessage>();
const servers = new WeakMap<object, SessionRegistry>();

/**
 * Remembers the upgrade requests of a server, which pass by its framework, so that the session of a socket can be read
 * for as long as the socket lives.
 */
export function watchUpgrades(server: Server, registry: SessionRegistry): void {
  if (servers.has(server)) return;
  servers.set(server, registry);
  if (server.listenerCount('upgrade') > 0) rememberUpgrades(server);
  else
    server.on('newListener', function onNewListener(event) {
      if (event !== 'upgrade') return;
      server.off('newListener', onNewListener);
      rememberUpgrades(server);
    });
}

/**
 * Only beside a listener that answers: with any listener, Node hands over the socket of each request with an Upgrade
 * header, and such a request to a server without gateways would hang.
 */
function rememberUpgrades(server: Server): void {
  server.prependListener('upgrade', (request, socket) => upgrades.set(socket, request));
}

/** The request that a WebSocket of `ws` or a socket of socket.io began with. */
export function requestOfSocket(client: object): IncomingMessage | undefined {
  const { request, _socket } = client as { request?: IncomingMessage; _socket?: Duplex };
  return request ?? (_socket && upgrades.get(_socket));
}

/** The registry of the server that a request came to, where the framework has not linked it. */
export function registryOfServerOf(request: IncomingMessage): SessionRegistry | undefined {
  const server = (request.socket as { server?: object } | undefined)?.server;
  return server && servers.get(server);
}
