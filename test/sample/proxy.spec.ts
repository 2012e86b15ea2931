import { once } from 'node:events';
import { createServer, request, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createProxy, type Upstream } from '../../sample/cluster/proxy.js';

describe('the proxy of the cluster', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => {});
    }
  });

  const listen = async (server: Server): Promise<string> => {
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const upstream = async (name: string, answer: RequestListener): Promise<Upstream> => ({
    name,
    url: await listen(createServer(answer)),
  });
  const openProxy = (...upstreams: Upstream[]) => listen(createProxy(() => upstreams));
  const echo: RequestListener = ({ headers, method, url }, response) => {
    response.end(JSON.stringify({ headers, method, url }));
  };
  /** Nobody listens there any more. */
  const gone = async (name: string): Promise<Upstream> => {
    const server = createServer();
    const url = await listen(server);
    server.close();
    return { name, url };
  };

  it('asks one after the other', async () => {
    const url = await openProxy(await upstream('a', echo), await upstream('b', echo));
    const names = [];
    for (let time = 0; time < 4; time += 1) names.push((await fetch(url)).headers.get('x-answered-by'));

    expect(names).toEqual(['a', 'b', 'a', 'b']);
  });

  it('passes on method, path and headers, and adds where the request came from', async () => {
    const url = await openProxy(await upstream('a', echo));
    const response = await fetch(`${url}/books?from=home`, {
      method: 'POST',
      body: 'slug=dracula',
      headers: { cookie: 'session=x', 'x-forwarded-for': '1.1.1.1', 'x-forwarded-proto': 'https' },
    });
    const seen = (await response.json()) as { headers: object; method: string; url: string };

    expect(seen).toMatchObject({ method: 'POST', url: '/books?from=home' });
    expect(seen.headers).toMatchObject({
      cookie: 'session=x',
      host: new URL(url).host,
      'x-forwarded-for': '1.1.1.1, 127.0.0.1',
      'x-forwarded-host': new URL(url).host,
      'x-forwarded-proto': 'http',
    });
  });

  it('sends nothing elsewhere, whatever the request line names', async () => {
    const url = await openProxy(await upstream('a', echo));
    const sent = request(url, { path: 'http://elsewhere.test/' }).end();
    const [response] = await once(sent, 'response');
    const [body] = await once(response, 'data');

    expect(JSON.parse(String(body)).url).toBe('http://elsewhere.test/');
  });

  it('keeps hop-by-hop headers to their hop', async () => {
    const url = await openProxy(await upstream('a', echo));
    const headers = {
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
      'keep-alive': 'timeout=9',
      te: 'trailers',
    };
    const sent = request(url, { headers }).end();
    const [response] = await once(sent, 'response');
    const [body] = await once(response, 'data');
    const seen = Object.keys(JSON.parse(String(body)).headers);

    expect(seen).toContain('host');
    expect(seen).not.toEqual(expect.arrayContaining(['x-hop']));
    expect(seen.filter((name) => ['x-hop', 'keep-alive', 'te'].includes(name))).toEqual([]);
  });

  it('passes on status and each Set-Cookie', async () => {
    const url = await openProxy(
      await upstream('a', (_, response) => {
        response.writeHead(303, {
          location: '/basket',
          'set-cookie': ['a=1; Path=/', 'b=2; Expires=Thu, 1 Jan 1970'],
        });
        response.end();
      }),
    );
    const response = await fetch(url, { redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([303, '/basket']);
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Expires=Thu, 1 Jan 1970']);
  });

  it('passes on a body while it is still being written, in both directions', async () => {
    const url = await openProxy(await upstream('a', (incoming, response) => void incoming.pipe(response)));
    const sent = request(url, { method: 'POST' });
    sent.write('first');
    const [response] = await once(sent, 'response');
    const [first] = await once(response, 'data');
    sent.end('second');
    const [second] = await once(response, 'data');

    expect([String(first), String(second)]).toEqual(['first', 'second']);
  });

  it('asks the next one for a page when one is gone', async () => {
    const url = await openProxy(await gone('a'), await upstream('b', echo));
    const response = await fetch(url);

    expect([response.status, response.headers.get('x-answered-by')]).toEqual([200, 'b']);
  });

  it('never sends a form twice', async () => {
    let seen = 0;
    const url = await openProxy(await gone('a'), await upstream('b', () => (seen += 1)));
    const response = await fetch(url, { method: 'POST', body: 'slug=dracula' });

    expect([response.status, seen]).toEqual([502, 0]);
  });

  it('says so when nobody is there', async () => {
    const response = await fetch(await openProxy());

    expect([response.status, response.headers.get('cache-control')]).toEqual([502, 'no-store']);
    expect(await response.text()).toContain('No instance');
  });

  it('gives up when the client does', async () => {
    let asked = 0;
    let abandoned = (): void => {};
    const isAbandoned = new Promise<void>((resolve) => (abandoned = resolve));
    const silent: RequestListener = (incoming) => {
      asked += 1;
      incoming.once('close', abandoned);
    };
    const url = await openProxy(await upstream('a', silent), await upstream('b', silent));
    await expect(fetch(url, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
    await isAbandoned;

    expect(asked).toBe(1);
  });
});
