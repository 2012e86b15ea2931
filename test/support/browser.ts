import { once, type EventEmitter } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { CookieJar } from 'tough-cookie';
import type { Data } from './session.controller.js';

export interface RequestOptions {
  headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  text?: string;
  /** Sent as the Cookie header instead of what the jar holds; '' sends none. */
  cookie?: string;
}

export class Reply {
  constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    /** The Set-Cookie lines, in their order. */
    readonly setCookies: string[],
    readonly text: string,
  ) {}

  get json(): any {
    return JSON.parse(this.text);
  }
}

/** A response whose headers are there and whose body is still coming. */
export interface OpenReply {
  status: number;
  headers: IncomingHttpHeaders;
  /** Resolves once the body so far contains `text`. */
  until(text: string): Promise<void>;
  ended: Promise<void>;
  abort(): void;
}

/** More than this for name, value and attributes, and browsers drop the cookie in silence. */
const LARGEST_COOKIE = 4096;

/** A browser: sends what the server had it store, under the rules of RFC 6265bis, prefixes included. */
export class Client {
  readonly #port: number;
  readonly #site: URL;

  constructor(
    port: number,
    site = `http://localhost:${port}`,
    /** One of its own, unless it talks to two servers. */
    readonly jar = new CookieJar(undefined, { prefixSecurity: 'strict' }),
  ) {
    this.#port = port;
    this.#site = new URL(site);
  }

  get = (path: string, options?: RequestOptions): Promise<Reply> => this.request('GET', path, options);
  head = (path: string, options?: RequestOptions): Promise<Reply> => this.request('HEAD', path, options);
  post = (path: string, body?: unknown, options?: RequestOptions): Promise<Reply> =>
    this.request('POST', path, { ...options, body });

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
    const response = await this.#send(method, path, options);
    const setCookies = await this.#store(path, response);
    return new Reply(response.statusCode ?? 0, response.headers, setCookies, await readText(response));
  }

  /** Goes where the server sent it, as a browser does after a redirect. */
  async follow({ headers: { location } }: Reply): Promise<Reply> {
    if (!location) throw new Error('The response redirects nowhere.');
    return this.get(location);
  }

  /** Resolves when the headers are there, for responses that take their time. */
  async open(path: string): Promise<OpenReply> {
    const response = await this.#send('GET', path, {});
    await this.#store(path, response);
    const { statusCode: status = 0, headers } = response;
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part));
    const until = async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) await once(response, 'data');
    };
    const ended = closeOf(response.on('error', () => undefined));
    return { status, headers, until, ended, abort: () => response.destroy() };
  }

  /** Sends a request and leaves before the answer, once `ready` resolves. */
  async leave(path: string, ready: Promise<unknown>): Promise<void> {
    const leaving = request(await this.#target('GET', path, {}));
    const closed = closeOf(leaving);
    leaving.on('error', () => undefined).end();
    await ready;
    leaving.destroy();
    await closed;
  }

  /** What the session holds, as the server sees it on the next request. */
  async session(): Promise<Data> {
    const reply = await this.get('/session');
    if (reply.status !== 200) throw new Error(`GET /session: ${reply.status} ${reply.text}`);
    return reply.json;
  }

  /** Fills the session, apart from the behaviour under test. */
  async write(data: Data): Promise<Reply> {
    const reply = await this.post('/session', data);
    if (reply.status !== 201) throw new Error(`POST /session: ${reply.status} ${reply.text}`);
    return reply;
  }

  /** The Cookie header of the next request. */
  cookies(path = '/session'): Promise<string> {
    return this.jar.getCookieString(this.#url(path));
  }

  async cookieNames(path?: string): Promise<string[]> {
    const names = (await this.cookies(path)).split('; ').map((pair) => pair.slice(0, pair.indexOf('=')));
    return names.filter((name) => name !== '').toSorted();
  }

  #url(path: string): string {
    return new URL(path, this.#site).href;
  }

  async #send(method: string, path: string, options: RequestOptions): Promise<IncomingMessage> {
    const sent = request(await this.#target(method, path, options));
    const answered: Promise<IncomingMessage[]> = once(sent, 'response');
    sent.end(options.body === undefined ? options.text : JSON.stringify(options.body));
    return (await answered)[0]!;
  }

  async #target(method: string, path: string, { headers, body, cookie }: RequestOptions) {
    const cookies = cookie ?? (await this.cookies(path));
    const own = {
      host: this.#site.host,
      ...(cookies && { cookie: cookies }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    return {
      host: '127.0.0.1',
      port: this.#port,
      method,
      path,
      agent: false,
      headers: { ...own, ...headers },
    };
  }

  async #store(path: string, response: IncomingMessage): Promise<string[]> {
    const lines = response.headers['set-cookie'] ?? [];
    for (const line of lines) {
      const size = Buffer.byteLength(line);
      if (size > LARGEST_COOKIE) throw new Error(`A browser drops this cookie of ${size} bytes.`);
      await this.jar.setCookie(line, this.#url(path));
    }
    return lines;
  }
}

const closeOf = (emitter: EventEmitter): Promise<void> =>
  new Promise((resolve) => emitter.once('close', () => resolve()));
