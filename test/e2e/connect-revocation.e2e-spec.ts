import { describe, expect, it } from '@jest/globals';
import { cookieSession } from '../../lib/connect/index.js';
import { newSecret } from '../support/app.js';
import { oldCookie, oldReader } from '../support/old-library.js';
import { type Middleware, routes, serverKinds, sessionRoute, useServer } from '../support/servers.js';
import { SharedStore } from '../support/shared-store.js';

const subject = (session: { user?: string }) => session.user;

const signOut: Middleware = routes({
  '/sign-out': async (request, response, next) => {
    await request.session.destroy().then(() => response.end('ok'), next);
  },
});

describe.each(serverKinds)('revocation without Nest ($title)', (kind) => {
  const store = new SharedStore();
  const session = cookieSession({ secret: newSecret(), revocation: store, subject });
  const server = useServer(kind, [session, signOut, sessionRoute]);

  it('ends the sessions of a subject, and lists their devices', async () => {
    const client = server.client();
    await client.post('/session', { user: 'ada' });
    const revocations = await session.revocations;
    expect(await revocations.list('ada')).toHaveLength(1);
    await revocations.revokeAll('ada');
    expect((await client.get('/session')).text).toBe('{}');
    expect(await revocations.list('ada')).toEqual([]);
  });

  it('ends a stolen copy when the user signs out', async () => {
    const client = server.client();
    await client.post('/session', { user: 'bob' });
    const cookie = await client.cookies();
    await client.get('/sign-out');
    expect((await server.client().get('/session', { cookie })).text).toBe('{}');
  });

  it('lets go of the store', async () => {
    expect(store.contexts.size).toBe(1);
    await session.close();
    expect(store.contexts.size).toBe(0);
  });
});

describe('a silent store without Nest', () => {
  const [, , express5] = serverKinds;
  const store = new SharedStore();
  const session = cookieSession({
    secret: newSecret(),
    revocation: store,
    subject,
    log: { warn() {}, error() {} },
  });
  const server = useServer(express5, [session, sessionRoute]);

  it('is a 503 with Retry-After', async () => {
    const client = server.client();
    await client.post('/session', { user: 'ada' });
    store.silentFor = 31_000;
    const { status, headers } = await client.get('/session');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
  });
});

describe('revocations of a middleware without the option', () => {
  it('say what to do', async () => {
    const session = cookieSession({ secret: newSecret() });
    await expect((await session.revocations).revoke('id')).rejects.toThrow('option revocation: true');
    await session.close();
  });
});

describe.each(serverKinds)("another library's cookie without Nest ($title)", (kind) => {
  const session = cookieSession({ secret: newSecret(), legacy: [oldReader({ isAsync: true })] });
  const server = useServer(kind, [session, sessionRoute]);

  it('becomes a session of ours', async () => {
    const client = server.client();
    const first = await client.get('/session', { cookie: oldCookie({ user: 'ada' }) });
    expect(first.text).toBe('{"user":"ada"}');
    expect(first.setCookies.map((line) => line.split('=')[0])).toEqual(['session', 'old']);
    expect((await client.get('/session')).text).toBe('{"user":"ada"}');
  });
});
