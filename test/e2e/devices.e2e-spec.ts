import { describe, expect, it } from '@jest/globals';
import { SessionService } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { forward, HOUR, MINUTE, useClock } from '../support/clock.js';
import { logs } from '../support/logs.js';
import { MemberController, subject } from '../support/member.controller.js';
import { platforms } from '../support/platforms.js';
import { SharedStore } from '../support/shared-store.js';

const as = (userAgent: string) => ({ headers: { 'user-agent': userAgent } });

async function signedIn(client: Client, userAgent: string, user = 'ada'): Promise<Client> {
  expect((await client.post(`/sign-in/${user}`, undefined, as(userAgent))).status).toBe(201);
  return client;
}

const written = async (store: SharedStore, writes: number): Promise<void> => {
  while (store.writes < writes) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe.each([
  ...platforms.map((platform) => ({ ...platform, revocation: () => true as const })),
  ...platforms.map((platform) => ({
    ...platform,
    title: `${platform.title}, a store that is shared`,
    revocation: () => new SharedStore(),
  })),
])('devices ($title)', (platform) => {
  useClock();
  const app = useApp(platform, {
    controllers: [MemberController],
    session: { revocation: platform.revocation(), subject },
  });

  it('are the sessions of the subject: when they began, when they were seen, what they are, which is this one', async () => {
    const began = Date.now();
    const phone = await signedIn(app.client(), 'Phone/1');
    forward(2 * MINUTE);
    const laptop = await signedIn(app.client(), 'Laptop/2');
    await signedIn(app.client(), 'Other/3', 'bob');
    const { text: id } = await laptop.get('/id', as('Laptop/2'));
    const { json } = await laptop.get('/devices', as('Laptop/2'));
    expect(json).toEqual([
      {
        id,
        createdAt: new Date(began + 2 * MINUTE).toISOString(),
        lastSeenAt: new Date(began + 2 * MINUTE).toISOString(),
        expiresAt: expect.any(String),
        description: { userAgent: 'Laptop/2' },
        isCurrent: true,
      },
      {
        id: (await phone.get('/id')).text,
        createdAt: new Date(began).toISOString(),
        lastSeenAt: new Date(began).toISOString(),
        expiresAt: expect.any(String),
        description: { userAgent: 'Phone/1' },
        isCurrent: false,
      },
    ]);
    await app.get(SessionService).revokeAll('ada');
  });

  it('show when they were seen last, to the minute', async () => {
    const client = await signedIn(app.client(), 'Phone/1', 'eve');
    const began = Date.now();
    forward(HOUR);
    await client.get('/me', as('Phone/1'));
    const { json } = await client.get('/devices');
    expect(json.map((device: any) => device.lastSeenAt)).toEqual([new Date(began + HOUR).toISOString()]);
    expect(json.map((device: any) => device.createdAt)).toEqual([new Date(began).toISOString()]);
  });

  it('leave the list when they are signed out, from wherever', async () => {
    const phone = await signedIn(app.client(), 'Phone/1', 'kim');
    forward(MINUTE);
    const laptop = await signedIn(app.client(), 'Laptop/2', 'kim');
    const [, { id }] = (await laptop.get('/devices')).json;
    await laptop.post('/revoke', { id });
    expect((await phone.get('/me')).text).toBe('nobody');
    expect((await laptop.get('/devices')).json).toHaveLength(1);
    await laptop.post('/sign-out');
    expect(await app.get(SessionService).list('kim')).toEqual([]);
  });

  it('leave the list when they expire', async () => {
    await signedIn(app.client(), 'Phone/1', 'zoe');
    forward(25 * HOUR);
    expect(await app.get(SessionService).list('zoe')).toEqual([]);
  });

  it("are nobody's before somebody signs in", async () => {
    await app.client().post('/visit');
    expect(await app.get(SessionService).list('undefined')).toEqual([]);
  });
});

describe.each(platforms)('devices in a store ($title)', (platform) => {
  const store = new SharedStore();
  const describeDevice = ({ headers, socket }: any) => ({
    userAgent: headers['user-agent'] ?? '',
    ip: socket.remoteAddress ?? '',
  });
  const app = useApp(platform, {
    controllers: [MemberController],
    session: { revocation: store, subject, describeDevice },
  });

  it('are written behind, together, and hold nothing that can be read', async () => {
    const before = store.writes;
    const clients = await Promise.all([1, 2, 3].map((n) => signedIn(app.client(), `Readable/${n}`)));
    await Promise.all(clients.map((client) => client.get('/me')));
    await written(store, before + 1);
    expect(store.writes - before).toBeLessThanOrEqual(2);
    const [device] = await app.get(SessionService).list('ada');
    expect(device!.description).toEqual({ userAgent: expect.stringMatching(/^Readable/), ip: '127.0.0.1' });
    const seen = JSON.stringify([...store.devices]);
    for (const secret of ['Readable', '127.0.0.1', 'ada']) expect(seen).not.toContain(secret);
  });

  it('may be lost: no request breaks', async () => {
    store.isReachable = false;
    const client = await signedIn(app.client(), 'Phone/1', 'bob');
    expect((await client.get('/me')).text).toBe('bob');
    await app.nest
      .get(SessionService)
      .list('bob')
      .catch(() => undefined);
    store.isReachable = true;
    expect((await client.get('/me')).text).toBe('bob');
  });
});

describe.each(platforms)('a device that cannot be described ($title)', (platform) => {
  const app = useApp(platform, {
    controllers: [MemberController],
    session: {
      revocation: true,
      subject,
      describeDevice: ({ headers }) => {
        if (headers['user-agent'] === 'throws') throw new Error('no such geography');
        if (headers['user-agent'] === 'no JSON') return { text: 1n } as never;
        return { text: '\u20ac'.repeat(headers['user-agent'] === 'long' ? 2000 : 980) };
      },
    },
  });

  it('is listed without a description, and the log says why, once', async () => {
    await signedIn(app.client(), 'throws');
    await signedIn(app.client(), 'throws');
    await signedIn(app.client(), 'long');
    await signedIn(app.client(), 'no JSON');
    const devices = await app.get(SessionService).list('ada');
    expect(devices.map(({ description }) => description)).toEqual([{}, {}, {}, {}]);
    expect(logs.of('error')).toEqual([expect.stringContaining('describeDevice threw')]);
  });

  it('has as much of one as there is room for, in any script', async () => {
    await signedIn(app.client(), 'any', 'eve');
    const [device] = await app.get(SessionService).list('eve');
    expect(device!.description).toEqual({ text: '\u20ac'.repeat(980) });
  });
});

describe.each(platforms)('a subject that cannot be told ($title)', (platform) => {
  const app = useApp(platform, {
    controllers: [MemberController],
    // As it is written in a hurry: visitors have no user.
    session: { revocation: true, subject: (session: any) => session.user.id },
  });

  it('is nobody, and the log says what to do, once', async () => {
    const visitor = app.client();
    expect((await visitor.post('/visit')).text).toBe('1');
    expect((await visitor.post('/visit')).text).toBe('2');
    expect(logs.of('error')).toEqual([
      expect.stringContaining('The option subject gave no subject (TypeError)'),
    ]);
    const client = await signedIn(app.client(), 'Phone/1');
    expect(await app.get(SessionService).list('ada')).toHaveLength(1);
    await app.get(SessionService).revokeAll('ada');
    expect((await client.get('/me')).text).toBe('nobody');
  });
});
