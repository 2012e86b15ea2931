import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RawCookies } from '../../lib/legacy-reader.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;

/** The cookies that a browser would send after these Set-Cookie lines: names and values as they stand. */
export function cookiesIn(lines: readonly string[]): RawCookies {
  const pairs = lines.map((line) => /^([^=]+)=([^;]*)/.exec(line) ?? []);
  const cookies: Record<string, string | undefined> = Object.create(null);
  for (const [, name = '', value = ''] of pairs) cookies[name] = value;
  return cookies;
}

/** The cookies that a library's own middleware sets, on a server of Node, where the handler puts `data` in its session. */
export async function cookiesSetBy(
  middleware: Middleware,
  data: object,
  property = 'session',
): Promise<RawCookies> {
  const lines = await setCookieOf((request, response) => {
    void middleware(request, response, () => {
      Object.assign(request, { [property]: { ...data } });
      response.writeHead(200).end();
    });
  });
  return cookiesIn(lines);
}

/** The Set-Cookie lines of one response. */
export async function setCookieOf(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<string[]> {
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    await response.arrayBuffer();
    return response.headers.getSetCookie();
  } finally {
    await new Promise((done) => void server.close(done));
  }
}
