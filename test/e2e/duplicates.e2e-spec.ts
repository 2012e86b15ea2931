import { describe, expect, it } from '@jest/globals';
import { useApp, type TestApp } from '../support/app.js';
import { useEvents } from '../support/events.js';
import { platforms } from '../support/platforms.js';

/** The `session=…` pair of a browser that signed in as `user`. */
async function pairOf(app: TestApp, user: string): Promise<string> {
  const client = app.client();
  await client.write({ user });
  return client.cookies();
}

const read = async (app: TestApp, pairs: string[]) => {
  const { status, json: data } = await app.client().get('/session', { cookie: pairs.join('; ') });
  return { status, data };
};

describe.each(platforms)('one cookie name sent twice ($title)', (platform) => {
  const app = useApp(platform);
  const rejected = useEvents('rejected');

  it.each([
    ['before', (ours: string) => ['session=tossed', ours]],
    ['after', (ours: string) => [ours, 'session=tossed']],
    ['around', (ours: string) => ['session=tossed', ours, 'session=', 'session=AQEB']],
  ])('opens the one that is ours, with others %s it', async (_, arrange) => {
    const ours = await pairOf(app, 'ada');
    expect(await read(app, arrange(ours))).toEqual({ status: 200, data: { user: 'ada' } });
  });

  it('opens one that is sent twice', async () => {
    const ours = await pairOf(app, 'ada');
    expect(await read(app, [ours, ours])).toEqual({ status: 200, data: { user: 'ada' } });
  });

  it('takes none of two that open, and says so', async () => {
    const pairs = [await pairOf(app, 'ada'), await pairOf(app, 'mallory')];
    rejected.length = 0;
    expect(await read(app, pairs)).toEqual({ status: 200, data: {} });
    expect(rejected.map(({ reason }) => reason)).toContain('ambiguous');
  });

  it('tries four at most', async () => {
    const ours = await pairOf(app, 'ada');
    const tossed = ['session=a', 'session=b', 'session=c', 'session=d'];
    expect(await read(app, [...tossed.slice(1), ours])).toEqual({ status: 200, data: { user: 'ada' } });
    expect(await read(app, [...tossed, ours])).toEqual({ status: 200, data: {} });
  });

  it('answers whatever the number of them', async () => {
    const ours = await pairOf(app, 'ada');
    const tossed = Array.from({ length: 500 }, (_, index) => `session=${index}`);
    expect((await read(app, [ours, ...tossed])).status).toBe(200);
  });

  it('gives the browser a session again when the app writes', async () => {
    const client = app.client();
    await client.jar.setCookie('session=tossed; Path=/', `http://localhost:${app.port}/`);
    await client.write({ user: 'ada' });
    expect(await client.session()).toEqual({ user: 'ada' });
  });
});
