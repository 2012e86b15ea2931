import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

/** Hosts on which browsers keep Secure cookies without TLS. */
const LOCAL_HOST = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

/**
 * True when a request seems to have come over plain HTTP from a host that is not local. For a log line only: headers that
 * a client can forge decide nothing.
 */
export function isPlainHttp({ headers, socket }: IncomingMessage): boolean {
  if ((socket as TLSSocket | undefined)?.encrypted) return false;
  if (/^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''))) return false;
  if (/\bproto="?https\b/i.test(headers.forwarded ?? '')) return false;
  return !LOCAL_HOST.test(headers.host ?? 'localhost');
}
