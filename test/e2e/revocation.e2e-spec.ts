import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Param, Post } from '@nestjs/common';
import {
  CookieSessionModule,
  FreshSession,
  InjectSessionService,
  Session,
  SessionService,
} from '../../lib/index.js';
import { newSecret, TestApp, useApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { useEvents } from '../support/events.js';
import { Gate } from '../support/gate.js';
import { MemberController, subject } from '../support/member.controller.js';
import { type Platform, platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { SharedStore } from '../support/shared-store.js';

let gate = new Gate();

@Controller()
class SlowController {
  @Post('slow-change')
  async change(@Session() session: Session<Data>): Promise<string> {
    await gate.enter();
    session.late = true;
    return 'ok';
  }
}

async function signedIn(app: TestApp, user = 'ada'): Promise<Client> {
  const client = app.client();
  expect((await client.post(`/sign-in/${user}`)).status).toBe(201);
  return client;
}

const me = async (client: Client): Promise<string> => (await client.get('/me')).text;
const idOf = async (client: Client): Promise<string> => (await client.get('/id')).text;
const controllers = [MemberController, SlowController];

describe.each(platforms)('revocation in memory ($title)', (platform) => {
  const app = useApp(platform, { controllers, session: { revocation: true, subject } });
  const rejected = useEvents('rejected');

  it('ends one session for every copy of its cookie, and no other', async () => {
    const [client, other] = [await signedIn(app), await signedIn(app)];
    await app.get(SessionService).revoke(await idOf(client));
    expect([await me(client), await me(other)]).toEqual(['nobody', 'ada']);
    expect(rejected).toEqual([{ cookieName: 'session', reason: 'revoked' }]);
  });

  it('ends every session of a subject, and nobody else', async () => {
    const [one, two, other] = [await signedIn(app), await signedIn(app), await signedIn(app, 'bob')];
    expect((await one.post('/revoke-all/ada')).status).toBe(201);
    expect([await me(one), await me(two), await me(other)]).toEqual(['nobody', 'nobody', 'bob']);
  });

  it('lets the subject sign in again at once', async () => {
    const client = await signedIn(app, 'eve');
    await app.get(SessionService).revokeAll('eve');
    await client.post('/sign-in/eve');
    expect(await me(client)).toBe('eve');
  });

  it('lets the subject sign in again where the application does not regenerate', async () => {
    const client = app.client();
    await client.write({ basket: ['tea'] });
    await app.get(SessionService).revokeAll('zoe');
    await client.post('/sign-in-in-place/zoe');
    expect(await client.session()).toEqual({ basket: ['tea'], user: { id: 'zoe' } });
  });

  it('can leave the session that asks for it', async () => {
    const [here, there] = [await signedIn(app), await signedIn(app)];
    await here.post('/keep-only-this');
    expect([await me(here), await me(there)]).toEqual(['ada', 'nobody']);
  });

  it.each(['/sign-out', '/sign-in/ada'])('ends what a stolen copy holds: %s', async (path) => {
    const client = await signedIn(app);
    const stolen = await client.cookies();
    await client.post(path);
    expect((await app.client().get('/me', { cookie: stolen })).text).toBe('nobody');
  });

  it('ends what a stolen copy holds when request.session is set to null', async () => {
    const client = await signedIn(app);
    const stolen = await client.cookies();
    await client.get('/null');
    expect((await app.client().get('/me', { cookie: stolen })).text).toBe('nobody');
  });

  it('is not undone by a response that was under way', async () => {
    const client = await signedIn(app);
    const id = await idOf(client);
    gate = new Gate();
    const late = client.post('/slow-change');
    await gate.reached();
    await app.get(SessionService).revoke(id);
    gate.open();
    expect((await late).setCookies).toEqual([]);
    expect(rejected).toEqual([{ cookieName: 'session', reason: 'revoked' }]);
    expect(await me(client)).toBe('nobody');
  });

  it('does not sign out whom a parallel response has signed in anew', async () => {
    const client = await signedIn(app);
    gate = new Gate();
    const late = client.post('/slow-change');
    await gate.reached();
    await client.post('/sign-in/ada');
    gate.open();
    await late;
    expect(await me(client)).toBe('ada');
  });

  it('is seen by SessionService.unseal', async () => {
    const sessions = app.get(SessionService);
    const value = sessions.seal({ user: { id: 'kim' } });
    expect(sessions.unseal(value).ok).toBe(true);
    await sessions.revokeAll('kim');
    expect(sessions.unseal(value)).toEqual({ ok: false, reason: 'revoked' });
  });

  it('refuses what names nothing', async () => {
    const sessions = app.get(SessionService);
    for (const nothing of [undefined, null, ''] as never[]) {
      await expect(sessions.revoke(nothing)).rejects.toThrow(TypeError);
      await expect(sessions.revokeAll(nothing)).rejects.toThrow(TypeError);
      await expect(sessions.list(nothing)).rejects.toThrow(TypeError);
    }
  });
});

describe.each(platforms)('revoking everything ($title)', (platform) => {
  const app = useApp(platform, { controllers, session: { revocation: true, subject } });

  it('ends every session, anonymous ones as well, and not those that come after', async () => {
    const [client, visitor] = [await signedIn(app), app.client()];
    await visitor.write({ basket: ['tea'] });
    await app.get(SessionService).revokeEverything();
    expect([await me(client), await visitor.session()]).toEqual(['nobody', {}]);
    await visitor.write({ basket: ['milk'] });
    expect(await visitor.session()).toEqual({ basket: ['milk'] });
  });
});

describe.each(platforms)('revocation without the option ($title)', (platform) => {
  const app = useApp(platform, { controllers });

  it('is an error that names the option', async () => {
    const sessions = app.get(SessionService);
    await expect(sessions.revoke('id')).rejects.toThrow('option revocation: true');
    await expect(sessions.revokeEverything()).rejects.toThrow('option revocation: true');
    await expect(sessions.list('ada')).rejects.toThrow('option revocation: true');
    expect(() => sessions.health()).toThrow('option revocation: true');
    expect((await app.client().get('/exact')).status).toBe(500);
  });
});

describe.each(platforms)('revocation without subject ($title)', (platform) => {
  const app = useApp(platform, { controllers, session: { revocation: true } });

  it('ends sessions by id, and says what else needs', async () => {
    const sessions = app.get(SessionService);
    await expect(sessions.revokeAll('ada')).rejects.toThrow('need the option subject');
    await expect(sessions.list('ada')).rejects.toThrow('need the option subject');
    const client = await signedIn(app);
    await sessions.revoke(await idOf(client));
    expect(await me(client)).toBe('nobody');
  });
});

@Controller()
class TwoSessionsController {
  constructor(
    private readonly members: SessionService,
    @InjectSessionService('visitor') private readonly visitors: SessionService,
  ) {}

  @Post('both')
  both(@Session() session: Session<Data>, @Session('visitor') visitor: Session<Data>): string {
    session.user = { id: 'ada' };
    visitor.seen = true;
    return 'ok';
  }

  @Post('end/:which')
  async end(@Param('which') which: string): Promise<string> {
    await (which === 'visitor' ? this.visitors : this.members).revokeEverything();
    return 'ok';
  }

  @Get('look')
  @FreshSession('visitor')
  look(@Session() session: Session<Data>, @Session('visitor') visitor: Session<Data>): unknown {
    return [session.user !== undefined, visitor.seen === true];
  }
}

describe.each(platforms)('revocation of two imports ($title)', (platform) => {
  const secret = newSecret();
  const app = useApp(platform, {
    controllers: [TwoSessionsController],
    session: { secret, revocation: true, subject },
    imports: [CookieSessionModule.forRoot({ secret, name: 'visitor', revocation: true })],
  });

  it.each([
    ['visitor', [true, false]],
    ['member', [false, true]],
  ])('ends the sessions of one, and leaves those of the other: %s', async (which, left) => {
    const client = app.client();
    await client.post('/both');
    expect((await client.get('/look')).json).toEqual([true, true]);
    await client.post(`/end/${which}`);
    expect((await client.get('/look')).json).toEqual(left);
  });
});

/** Two processes behind one address: the same secret, and what they share. */
function usePair(platform: Platform, store: SharedStore) {
  const session = { secret: newSecret(), revocation: store, subject };
  const pair = [0, 1].map(() => new TestApp(platform, { controllers, session }));
  beforeAll(() => Promise.all(pair.map((app) => app.start())));
  afterAll(() => Promise.all(pair.map((app) => app.close())));
  return pair as [TestApp, TestApp];
}

describe.each(platforms)('revocation in two processes ($title)', (platform) => {
  const store = new SharedStore();
  const [here, there] = usePair(platform, store);

  it('made in one holds in the other', async () => {
    const client = await signedIn(here);
    const cookie = await client.cookies();
    expect((await there.client().get('/me', { cookie })).text).toBe('ada');
    await client.post('/sign-out');
    expect((await there.client().get('/me', { cookie })).text).toBe('nobody');
  });

  it('shows a store neither ids nor subjects', async () => {
    const client = await signedIn(here, 'marguerite');
    const id = await idOf(client);
    await here.get(SessionService).revoke(id);
    await here.get(SessionService).revokeAll('marguerite');
    const seen = JSON.stringify([store.entries, [...store.devices]]);
    expect(store.entries.length).toBeGreaterThan(1);
    expect(seen).not.toContain(id);
    expect(seen).not.toContain('marguerite');
  });

  it('lets a user in again where the clock of the other process is behind', async () => {
    store.clockSkew = 5000;
    await here.get(SessionService).revokeAll('ada');
    const client = await signedIn(there);
    expect([await me(client), await idOf(client)]).toEqual(['ada', await idOf(client)]);
    store.clockSkew = 0;
  });
});
