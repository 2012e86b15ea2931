import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { text as readText } from 'node:stream/consumers';
import { CookieJar } from 'tough-cookie';
import { Reply, type RequestOptions } from './browser.js';

/** A browser that speaks HTTP/2 only. */
export class Http2Client {
  readonly jar = new CookieJar(undefined, { prefixSecurity: 'strict' });
  readonly #origin: string;

  constructor(port: number) {
    this.#origin = `http://localhost:${port}`;
  }

  get = (path: string, options?: Pick<RequestOptions, 'cookie'>): Promise<Reply> =>
    this.#request('GET', path, options);
  post = (path: string, body?: unknown): Promise<Reply> =>
    this.#request('POST', path, {}, JSON.stringify(body));

  cookies(path = '/session'): Promise<string> {
    return this.jar.getCookieString(`${this.#origin}${path}`);
  }

  async cookieNames(path?: string): Promise<string[]> {
    const cookies = await this.jar.getCookies(`${this.#origin}${path ?? '/session'}`);
    return cookies.map(({ key }) => key).toSorted();
  }

  async #request(
    method: string,
    path: string,
    options: Pick<RequestOptions, 'cookie'> = {},
    body?: string,
  ): Promise<Reply> {
    const cookie = options.cookie ?? (await this.cookies(path));
    const connection = connect(this.#origin);
    try {
      const stream = connection.request({ ':method': method, ':path': path, ...(cookie && { cookie }) });
      stream.end(body);
      const [headers]: IncomingHttpHeaders[] = await once(stream, 'response');
      if (headers === undefined) throw new Error('There is no answer.');
      const lines = headers['set-cookie'] ?? [];
      for (const line of lines) await this.jar.setCookie(line, `${this.#origin}${path}`);
      return new Reply(Number(headers[':status']), headers, lines, await readText(stream));
    } finally {
      connection.close();
    }
  }
}
