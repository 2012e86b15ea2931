import { isIP } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(?=[\d.]+$)/i;

/** What is needed of a request: Node's own, Express' or Fastify's. */
export interface ClientRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * Where a request came from. X-Forwarded-For is believed only as far as proxies of our own wrote it: each adds the
 * address that it saw at the end, and what stands before that is whatever the client likes.
 */
export function clientAddress({ headers, socket }: ClientRequest, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const hops = [...forwarded.map((hop) => hop.trim()).filter(Boolean), socket.remoteAddress ?? ''];
  const address = (hops.at(-1 - trustedProxies) ?? hops[0] ?? '').replace(MAPPED_IPV4, '');
  return isIP(address) === 0 ? '' : address;
}
