import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { cookieSession } from '../../lib/connect/index.js';
import { newSecret } from '../support/app.js';
import { nextTurn } from '../support/session.controller.js';
import { routes, serverKinds, sessionRoute, TestServer, useServer } from '../support/servers.js';

const LARGE = 'x'.repeat(5000);

const pages = routes({
  '/nothing': (_, response) => void response.end('no session here'),
  '/views': ({ session }, response) => {
    session.views = Number(session.views ?? 0) + 1;
    response.end(String(session.views));
  },
  '/write-head': ({ session }, response) => {
    session.user = 'ada';
    response.writeHead(201, { 'Set-Cookie': ['theirs=1'], 'Content-Type': 'text/plain' }).end('written');
  },
  '/pieces': async ({ session }, response) => {
    session.user = 'ada';
    response.write('first ');
    await nextTurn();
    response.end('second');
  },
  '/late': async ({ session }, response) => {
    await wait(5);
    session.user = 'ada';
    response.end('late');
  },
  '/replace': (request, response) => {
    request.session = { replaced: true };
    response.end();
  },
  '/null': (request, response) => {
    request.session = null;
    response.end(typeof request.session);
  },
  '/regenerate': (request, response) => {
    const { id } = request.session;
    void request.session.regenerate((error) => {
      request.session.user = 'ada';
      response.end(JSON.stringify({ error, isNew: request.session.id !== id }));
    });
  },
  '/large': ({ session }, response) => {
    session.text = LARGE;
    session.more = LARGE;
    response.end('too much');
  },
  '/save': ({ session }, response, next) => {
    session.text = LARGE + LARGE;
    void session.save((error) => {
      delete session.text;
      if (error) next(error);
      else response.end();
    });
  },
  '/fails': ({ session }, _, next) => {
    session.user = 'ada';
    next(new Error('broken'));
  },
});

const silent = { warn: () => {}, error: () => {} };

describe.each(serverKinds)('the Connect middleware on $title', (kind) => {
  const logged: string[] = [];
  const log = { ...silent, error: (message: string) => void logged.push(message) };
  const server = useServer(kind, [cookieSession({ secret: newSecret(), log }), sessionRoute, pages]);

  it('keeps a session', async () => {
    const client = server.client();
    for (const count of ['1', '2', '3']) expect((await client.get('/views')).text).toBe(count);
    expect(await client.cookieNames()).toEqual(['session']);
    expect((await server.client().get('/views')).text).toBe('1');
  });

  it('leaves a response alone whose request asked for no session', async () => {
    const client = server.client();
    await client.post('/session', { user: 'ada' });
    const { setCookies, headers } = await client.get('/nothing');
    expect(setCookies).toEqual([]);
    expect(headers).not.toHaveProperty('vary');
  });

  it('gives a session without data no cookie', async () => {
    const { setCookies, text } = await server.client().get('/session');
    expect({ setCookies, text }).toEqual({ setCookies: [], text: '{}' });
  });

  it('says that a response with a session is for one person', async () => {
    const { headers } = await server.client().get('/views');
    expect(headers).toMatchObject({ 'cache-control': 'private, no-store', vary: 'Cookie' });
  });

  it.each(['/write-head', '/pieces', '/late'])('keeps what was stored before %s', async (path) => {
    const client = server.client();
    await client.get(path);
    expect((await client.get('/session')).text).toBe('{"user":"ada"}');
  });

  it('leaves the cookies of others beside its own', async () => {
    const client = server.client();
    expect((await client.get('/write-head')).status).toBe(201);
    expect(await client.cookieNames()).toEqual(['session', 'theirs']);
  });

  it('spreads a large session over cookies, and joins them', async () => {
    const client = server.client();
    const data = { text: 'x'.repeat(4000) };
    await client.post('/session', data);
    expect(await client.cookieNames()).toEqual(['session.0', 'session.1']);
    expect(JSON.parse((await client.get('/session')).text)).toEqual(data);
  });

  it('replaces the data with what is assigned', async () => {
    const client = server.client();
    await client.post('/session', { old: true });
    await client.get('/replace');
    expect((await client.get('/session')).text).toBe('{"replaced":true}');
  });

  it('ends a session that is set to null', async () => {
    const client = server.client();
    await client.post('/session', { user: 'ada' });
    expect((await client.get('/null')).text).toBe('undefined');
    expect(await client.cookieNames()).toEqual([]);
  });

  it('regenerates the id', async () => {
    const client = server.client();
    await client.post('/session', { basket: ['tea'] });
    expect((await client.get('/regenerate')).json).toEqual({ isNew: true });
    expect((await client.get('/session')).text).toBe('{"user":"ada"}');
  });

  it('turns a response with a session that is too large into a 500, and logs it', async () => {
    const client = server.client();
    await client.post('/session', { user: 'ada' });
    const { status, setCookies } = await client.get('/large');
    expect({ status, setCookies }).toEqual({ status: 500, setCookies: [] });
    expect(logged.join('\n')).toContain('maxBytes');
    expect((await client.get('/session')).text).toBe('{"user":"ada"}');
  });

  it('hands such an error to next() where save() is asked', async () => {
    expect((await server.client().get('/save')).status).toBe(500);
  });

  it('keeps what was stored before next(error)', async () => {
    const client = server.client();
    expect((await client.get('/fails')).status).toBe(500);
    expect((await client.get('/session')).text).toBe('{"user":"ada"}');
  });
});

describe.each(serverKinds)("rolling: 'every-response' on $title", (kind) => {
  const options = { secret: newSecret(), rolling: 'every-response' } as const;
  const server = useServer(kind, [cookieSession(options), sessionRoute, pages]);

  it('renews a session on a route that never touches it', async () => {
    const client = server.client();
    await client.post('/session', { user: 'ada' });
    const { setCookies, headers } = await client.get('/nothing');
    expect(setCookies).toEqual([expect.stringMatching(/^session=[\w-]+; Max-Age=86460/)]);
    expect(headers).toMatchObject({ 'cache-control': 'private, no-store', vary: 'Cookie' });
    expect((await client.get('/session')).text).toBe('{"user":"ada"}');
  });

  it('gives visitors without a session no cookie', async () => {
    expect((await server.client().get('/nothing')).setCookies).toEqual([]);
  });
});

describe.each(serverKinds)('the first request on $title', (kind) => {
  it('has a session, though nobody waited for the middleware', async () => {
    const server = new TestServer(kind, [cookieSession({ secret: newSecret() }), pages]);
    await server.start();
    const client = server.client();
    const replies = await Promise.all([client.get('/views'), client.get('/views')]);
    expect(replies.map(({ text }) => text)).toEqual(['1', '1']);
    await server.close();
  });
});
