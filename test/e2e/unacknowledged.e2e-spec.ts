import { beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Post, Req } from '@nestjs/common';
import { type Session, SessionService } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { logs } from '../support/logs.js';
import { MemberController, subject } from '../support/member.controller.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { SharedStore } from '../support/shared-store.js';

/** As code written for express-session signs out. */
@Controller()
class CallbackController {
  @Post('sign-out-called-back')
  signOut(@Req() request: { session: Session<Data> }): Promise<string> {
    return new Promise((resolve) => {
      void request.session.destroy((error) =>
        resolve((error as { code?: string } | undefined)?.code ?? 'ok'),
      );
    });
  }
}

async function signedIn(client: Client): Promise<Client> {
  expect((await client.post('/sign-in/ada')).status).toBe(201);
  return client;
}

describe.each(platforms)('a revocation that nobody acknowledges ($title)', (platform) => {
  const store = new SharedStore();
  const controllers = [MemberController, CallbackController];
  const app = useApp(platform, { controllers, session: { revocation: store, subject } });
  beforeEach(() => {
    store.isReachable = true;
    store.policy = 'closed';
  });

  it('rejects, and holds in this process', async () => {
    const client = await signedIn(app.client());
    const { text: id } = await client.get('/id');
    store.isReachable = false;
    const error: any = await app
      .get(SessionService)
      .revoke(id)
      .catch((reason: unknown) => reason);
    expect([error.code, error.statusCode]).toEqual(['ERR_SESSION_REVOCATION_UNAVAILABLE', 503]);
    expect(String(error.cause)).toContain('ECONNREFUSED');
    expect((await client.get('/me')).text).toBe('nobody');
  });

  it('makes signing out an error that the user sees; the browser is signed out all the same', async () => {
    const client = await signedIn(app.client());
    store.isReachable = false;
    const reply = await client.post('/sign-out');
    expect(reply.status).toBe(503);
    expect(await client.cookieNames()).toEqual([]);
  });

  it('goes to the callback as well', async () => {
    const client = await signedIn(app.client());
    store.isReachable = false;
    expect((await client.post('/sign-out-called-back')).text).toBe('ERR_SESSION_REVOCATION_UNAVAILABLE');
  });

  it('is logged where nobody waits for it', async () => {
    const client = await signedIn(app.client());
    store.isReachable = false;
    expect((await client.get('/null')).status).toBe(200);
    expect(logs.of('error')).toEqual([expect.stringContaining('was not revoked everywhere')]);
    expect(await client.cookieNames()).toEqual([]);
  });

  it('stops a sign-in over another session once, and lets the second try through', async () => {
    const client = await signedIn(app.client());
    store.isReachable = false;
    expect((await client.post('/sign-in/bob')).status).toBe(503);
    expect((await client.post('/sign-in/bob')).status).toBe(201);
    expect((await client.get('/me')).text).toBe('bob');
  });

  it('is logged, and no error of a request, under policy open', async () => {
    const client = await signedIn(app.client());
    store.isReachable = false;
    store.policy = 'open';
    expect((await client.post('/sign-out')).status).toBe(201);
    expect(logs.of('error')).toEqual([expect.stringContaining('was not revoked everywhere')]);
    await expect(app.get(SessionService).revoke('some-id')).rejects.toThrow('did not acknowledge');
  });
});
