import {
  createServer,
  request as send,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';

/** Where requests may go. */
export interface Upstream {
  readonly name: string;
  readonly url: string;
}

/** They are about one connection (RFC 9110 section 7.6.1); Node writes its own. It frames bodies anew as well. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'expect'];

/** Passes requests on to whoever is in rotation, in turn; `x-answered-by` tells who that was. */
export function createProxy(rotation: () => readonly Upstream[]): Server {
  let turn = 0;
  return createServer((request, response) => {
    const upstreams = rotation();
    const first = turn++ % Math.max(1, upstreams.length);
    passOn(request, response, [...upstreams.slice(first), ...upstreams.slice(0, first)]);
  });
}

/** To the first that answers; only what may be repeated goes to another when one fails (RFC 9110 section 9.2.2). */
function passOn(request: IncomingMessage, response: ServerResponse, [upstream, ...others]: Upstream[]): void {
  if (!upstream) {
    return answerForNobody(response);
  }
  const { hostname, port } = new URL(upstream.url);
  const { method, url: path } = request;
  const headers = forwardedHeaders(request);
  const outgoing = send({ hostname, port, method, path, headers, agent: false });
  outgoing.on('response', (answer) => {
    const { statusCode = 502 } = answer;
    response.writeHead(statusCode, { ...endToEnd(answer.headers), 'x-answered-by': upstream.name });
    pipeline(answer, response, () => {});
  });
  outgoing.on('error', () => {
    if (response.headersSent) {
      response.destroy();
    } else if (!response.destroyed) {
      passOn(request, response, isRepeatable(request) ? others : []);
    }
  });
  response.once('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

function isRepeatable({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return (method === 'GET' || method === 'HEAD') && !hasBody;
}

function forwardedHeaders({ headers, socket }: IncomingMessage): IncomingHttpHeaders {
  const hops = [headers['x-forwarded-for'], socket.remoteAddress].filter(Boolean);
  return {
    ...endToEnd(headers),
    'x-forwarded-for': hops.join(', '),
    'x-forwarded-host': headers.host,
    'x-forwarded-proto': 'http',
  };
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}

function answerForNobody(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end('No instance of the shop answered. Try again in a moment.\n');
}
