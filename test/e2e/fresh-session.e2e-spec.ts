import { beforeEach, describe, expect, it } from '@jest/globals';
import { APP_GUARD } from '@nestjs/core';
import type { ExecutionContext } from '@nestjs/common';
import { SessionService } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { MemberController, subject } from '../support/member.controller.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { SharedStore } from '../support/shared-store.js';

async function signedIn(client: Client): Promise<Client> {
  expect((await client.post('/sign-in/ada')).status).toBe(201);
  return client;
}

/** Lets in who is signed in, as far as this process knows. */
const looksEarly = {
  provide: APP_GUARD,
  inject: [SessionService],
  useFactory: (sessions: SessionService) => ({
    canActivate: (context: ExecutionContext) => sessions.get<Data>(context) !== undefined,
  }),
};

describe.each([
  ...platforms.map((platform) => ({ ...platform, guards: [] as (typeof looksEarly)[] })),
  ...platforms.map((platform) => ({
    ...platform,
    title: `${platform.title}, after a guard that looked`,
    guards: [looksEarly],
  })),
])('@FreshSession() ($title)', (platform) => {
  const store = new SharedStore();
  const app = useApp(platform, {
    controllers: [MemberController],
    providers: platform.guards,
    session: { revocation: store, subject },
  });
  beforeEach(() => {
    store.isReachable = true;
    store.silentFor = 0;
  });

  /** Another process revokes everything, and nobody has told this one. */
  const revokeElsewhere = () => store.unheard.push({ kind: 'all', notBefore: Date.now() + 1 });

  it('lets a session pass that is alive, and a visitor without one', async () => {
    expect((await (await signedIn(app.client())).get('/exact')).text).toBe('ada');
    expect((await app.client().get('/exact')).text).toBe('nobody');
  });

  it('answers 401 for a session that was revoked a moment ago, where other routes do not know yet', async () => {
    const client = await signedIn(app.client());
    revokeElsewhere();
    expect((await client.get('/me')).text).toBe('ada');
    const reply = await client.get('/exact');
    expect([reply.status, reply.setCookies]).toEqual([401, []]);
    expect((await client.get('/me')).text).toBe('nobody');
  });

  it('answers 503 with Retry-After when the store cannot be asked, whatever the policy', async () => {
    for (const policy of ['closed', 'open'] as const) {
      store.isReachable = true;
      const client = await signedIn(app.client());
      store.policy = policy;
      store.isReachable = false;
      const reply = await client.get('/exact');
      expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
      expect((await client.get('/me')).text).toBe('ada');
    }
    store.policy = 'closed';
  });
});
