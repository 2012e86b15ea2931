import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { CookieSessionModule, Session, SessionService } from '../../lib/index.js';
import { newSecret, startWith, useApp, withApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { DAY, forward, HOUR, useClock } from '../support/clock.js';
import { useEvents } from '../support/events.js';
import { logs } from '../support/logs.js';
import { MemberController, subject } from '../support/member.controller.js';
import { oldCookie, oldReader } from '../support/old-library.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { answer, withSocket, ws } from '../support/sockets.js';

const ada = { user: { id: 'ada' }, basket: ['tea'] };
const controllers = [MemberController];

/** A browser that the old application has served. */
async function served(client: Client, cookie = oldCookie(ada)): Promise<Client> {
  await client.jar.setCookie(`${cookie}; Path=/; HttpOnly`, 'http://localhost/');
  return client;
}

const nameOf = (line: string) => line.slice(0, line.indexOf('='));

const kinds = platforms.flatMap((platform) => [
  { ...platform, isAsync: false },
  { ...platform, title: `${platform.title}, a reader that takes its time`, isAsync: true },
]);

describe.each(kinds)("another library's cookie ($title)", (platform) => {
  useClock();
  const asked = jest.fn();
  const moved = useEvents('moved');
  const rejected = useEvents('legacy-rejected');
  const app = useApp(platform, {
    controllers,
    session: { legacy: [oldReader({ isAsync: platform.isAsync, asked })], revocation: true, subject },
  });
  beforeEach(() => void asked.mockClear());

  it('becomes a session of ours on the first response that has it', async () => {
    const client = await served(app.client());
    const reply = await client.get('/me');
    expect(reply.text).toBe('ada');
    expect(reply.setCookies.map(nameOf)).toEqual(['session', 'old']);
    expect(reply.setCookies[1]).toBe(
      'old=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly',
    );
    expect(await client.cookieNames()).toEqual(['session']);
    expect(await client.session()).toEqual(ada);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(moved).toEqual([{ cookieName: 'session', reader: 'oldLibrary', sessionId: expect.any(String) }]);
  });

  it('takes changes of the same request', async () => {
    const client = await served(app.client());
    await client.post('/visit');
    expect(await client.session()).toEqual({ ...ada, views: 1 });
  });

  it('is not looked at where there is a session of ours', async () => {
    const client = await served(app.client());
    await client.post('/sign-in/bob');
    await served(client);
    asked.mockClear();
    expect((await client.get('/me')).text).toBe('bob');
    expect(asked).not.toHaveBeenCalled();
  });

  it('is expired with the next write where it is left over', async () => {
    const client = app.client();
    await client.post('/sign-in/bob');
    await served(client);
    await client.post('/visit');
    expect(await client.cookieNames()).toEqual(['session']);
    expect((await client.get('/me')).text).toBe('bob');
  });

  it('is left alone by a response that has nothing to do with the session', async () => {
    const client = await served(app.client());
    expect((await client.get('/public')).setCookies).toEqual([]);
    expect(await client.cookieNames()).toEqual(['old']);
  });

  it.each([
    ['forged', `${oldCookie(ada)}x`],
    ['contents', oldCookie(['a list'])],
    ['contents', oldCookie('text')],
    ['size', oldCookie({ notes: 'x'.repeat(7000) })],
    ['expired', oldCookie(ada, Date.UTC(2029, 11, 24))],
    ['failed', 'old=explode'],
  ])('is an empty session and an event where it cannot be taken: %s', async (reason, cookie) => {
    const reply = await app.client().get('/me', { cookie });
    expect([reply.status, reply.text, reply.setCookies]).toEqual([200, 'nobody', []]);
    expect(rejected).toEqual([{ cookieName: 'session', reader: 'oldLibrary', reason }]);
  });

  it('keeps its age, so that moving gives no session more than its absolute limit', async () => {
    const began = Date.now() - 6 * DAY - 20 * HOUR;
    const client = await served(app.client(), oldCookie(ada, began));
    await client.get('/me');
    forward(3 * HOUR);
    expect((await client.get('/me')).text).toBe('ada');
    forward(2 * HOUR);
    expect((await client.get('/me')).text).toBe('nobody');
  });

  it('ends for every copy when the user signs out', async () => {
    const cookie = oldCookie(ada);
    const client = await served(app.client(), cookie);
    await client.post('/sign-out');
    expect(await client.cookieNames()).toEqual([]);
    expect((await app.client().get('/me', { cookie })).text).toBe('nobody');
    expect(rejected).toEqual([{ cookieName: 'session', reader: 'oldLibrary', reason: 'revoked' }]);
  });

  it('ends for every copy when the session was ended by its id, a move and a day later', async () => {
    const cookie = oldCookie({ user: { id: 'kim' } });
    const client = await served(app.client(), cookie);
    const { text: id } = await client.get('/id');
    forward(20 * HOUR);
    expect((await client.get('/id')).text).toBe(id);
    await app.get(SessionService).revoke(id);
    expect((await app.client().get('/me', { cookie })).text).toBe('nobody');
  });

  it('ends with all other sessions of its user, whenever it began', async () => {
    const [young, ageless] = [
      oldCookie({ user: { id: 'eve' } }, Date.now()),
      oldCookie({ user: { id: 'eve' } }),
    ];
    await app.get(SessionService).revokeAll('eve');
    for (const cookie of [young, ageless])
      expect((await app.client().get('/me', { cookie })).text).toBe('nobody');
  });

  it('is one session where parallel requests bring it', async () => {
    const cookie = oldCookie({ user: { id: 'zoe' } });
    const replies = await Promise.all([1, 2, 3].map(() => app.client().get('/id', { cookie })));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });
});

describe.each(kinds)("another library's cookie that is kept ($title)", (platform) => {
  const legacy = [
    oldReader({ isAsync: platform.isAsync, keepCookie: true, cookie: { domain: 'localhost' } }),
  ];
  const app = useApp(platform, { controllers, session: { legacy } });

  it('stays for instances that cannot read ours yet, until the user signs out', async () => {
    const client = await served(app.client());
    await client.post('/visit');
    expect(await client.cookieNames()).toEqual(['old', 'session']);
    const { setCookies } = await client.post('/sign-out');
    expect(setCookies.map(nameOf)).toEqual(['session', 'old']);
    expect(setCookies[1]).toContain('Domain=localhost');
  });
});

describe.each(platforms)('a reader whose day has come ($title)', (platform) => {
  useClock();
  beforeEach(() => logs.clear());

  it('is refused, with one line in the log at start-up', async () => {
    const asked = jest.fn();
    const missing = () => Promise.reject(new Error('the package jose is missing'));
    const legacy = [{ ...oldReader({ until: '2029-12-31', asked }), prepare: missing }];
    await withApp(platform, { controllers, session: { legacy } }, async (app) => {
      const warnings = logs.of('warn').filter((text) => text.includes('oldLibrary'));
      expect(warnings).toEqual([expect.stringContaining('ended on 2029-12-31')]);
      expect((await app.client().get('/me', { cookie: oldCookie(ada) })).text).toBe('nobody');
      expect(asked).not.toHaveBeenCalled();
    });
  });

  it('ends also while the application runs', async () => {
    await withApp(
      platform,
      { controllers, session: { legacy: [oldReader({ until: '2030-01-02' })] } },
      async (app) => {
        expect((await app.client().get('/me', { cookie: oldCookie(ada) })).text).toBe('ada');
        forward(DAY);
        expect((await app.client().get('/me', { cookie: oldCookie(ada) })).text).toBe('nobody');
      },
    );
  });
});

describe.each(platforms)('readers that cannot be meant ($title)', (platform) => {
  const start = (session: object) =>
    startWith(platform, CookieSessionModule.forRoot({ secret: newSecret(), ...session }));

  it('stop the start: a cookie with the name of ours, or of one of its chunks', async () => {
    for (const cookieName of ['session', 'session.0']) {
      const error = await start({ legacy: [oldReader({ cookieName })] });
      expect(error).toMatchObject({ code: 'ERR_SESSION_OPTION_INVALID' });
      expect(String(error)).toContain('cookie.name');
    }
  });

  it.each([[['no reader']], [{}], ['text'], [[null]]])('stop the start: %j', async (legacy) => {
    expect(await start({ legacy })).toMatchObject({ code: 'ERR_SESSION_OPTION_INVALID' });
  });

  it('cannot be made without a day to end', () => {
    for (const until of [undefined, 'some day', Number.NaN] as never[])
      expect(() => oldReader({ until })).toThrow('legacy.oldLibrary.until');
  });
});

describe.each(platforms)('several readers ($title)', (platform) => {
  const app = useApp(platform, {
    controllers,
    session: {
      legacy: [
        oldReader({ cookieName: 'older', isAsync: true }),
        oldReader(),
        oldReader({ cookieName: 'oldest' }),
      ],
    },
  });

  it('are asked in their order, and the first that opens wins', async () => {
    const named = (name: string) => oldCookie({ user: { id: name } }, undefined, name);
    const both = `${named('old')}; ${named('older')}`;
    expect((await app.client().get('/me', { cookie: both })).text).toBe('older');
    const forged = `${named('oldest')}; older=forged; ${named('old')}`;
    expect((await app.client().get('/me', { cookie: forged })).text).toBe('old');
  });

  it('do not take a name that is part of another one', async () => {
    const cookie = oldCookie(ada, undefined, 'not-old');
    expect((await app.client().get('/me', { cookie })).text).toBe('nobody');
  });
});

@WebSocketGateway()
class WhoGateway {
  @SubscribeMessage('who')
  who(@Session() session: Session<Data>): unknown {
    return answer({ ...session });
  }
}

describe.each(platforms)("another library's cookie on a socket ($title)", (platform) => {
  const app = useApp(platform, {
    providers: [WhoGateway],
    session: { legacy: [oldReader()] },
    prepare: (nest) => nest.useWebSocketAdapter(ws.adapter(nest)),
  });

  it('is read, and stays: nothing can be written there', async () => {
    const client = await served(app.client());
    await withSocket(ws, app.port, client, async (socket) => {
      expect(await socket.ask('who')).toEqual(ada);
    });
    expect(await client.cookieNames()).toEqual(['old']);
  });
});
