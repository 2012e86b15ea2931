import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { parseSetCookie } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

/** Bytes of text for sessions of so many cookies: base64url takes four characters for three bytes. */
const SIZES = [0, 100, 4500, 7500, 10_000];
/** Beyond what four cookies take, and with room for other headers below Node's 16 KB. */
const MAX_BYTES = 14_500;

const textFor = (cookies: number): string => {
  const bytes = SIZES[cookies] ?? 0;
  return randomBytes(bytes).toString('base64url').slice(0, bytes);
};

const namesFor = (cookies: number): string[] =>
  cookies === 1 ? ['session'] : Array.from({ length: cookies }, (_, index) => `session.${index}`);

@Controller()
class SignOutController {
  @Post('sign-out')
  async signOut(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    return 'ok';
  }
}

/** A client whose session takes this many cookies, and the text that makes it so. */
async function filled(app: TestApp, cookies: number): Promise<{ client: Client; text: string }> {
  const client = app.client();
  const text = textFor(cookies);
  await client.write({ text });
  return { client, text };
}

const pairsOf = async (client: Client): Promise<string[]> => (await client.cookies()).split('; ');

describe.each(platforms)('a session of several cookies ($title)', (platform) => {
  const app = useApp(platform, {
    session: { maxBytes: MAX_BYTES },
    controllers: [SignOutController],
  });

  it.each([1, 2, 3, 4])('comes back from %i of them', async (cookies) => {
    const { client, text } = await filled(app, cookies);
    expect(await client.cookieNames()).toEqual(namesFor(cookies));
    expect(await client.session()).toEqual({ text });
  });

  it.each([
    [4, 2],
    [2, 1],
    [1, 3],
    [3, 4],
    [4, 1],
  ])('leaves nothing behind when it goes from %i to %i', async (from, to) => {
    const { client } = await filled(app, from);
    const text = textFor(to);
    await client.write({ text });
    expect(await client.cookieNames()).toEqual(namesFor(to));
    expect(await client.session()).toEqual({ text });
  });

  it.each([1, 4])('is cleared whole when it is destroyed: %i', async (cookies) => {
    const { client } = await filled(app, cookies);
    await client.post('/sign-out');
    expect(await client.cookieNames()).toEqual([]);
  });

  it('keeps every cookie within what the strictest browser takes', async () => {
    const client = app.client();
    const { setCookies } = await client.write({ text: textFor(4) });
    for (const line of setCookies) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4093);
  });

  it('gives every cookie the same attributes', async () => {
    const { setCookies } = await app.client().write({ text: textFor(3) });
    const [first, ...others] = setCookies.map((line) => parseSetCookie(line).attributes);
    expect(others).toEqual([first, first]);
  });

  it('comes back in whatever order the browser sends them', async () => {
    const { client, text } = await filled(app, 4);
    const cookie = (await pairsOf(client)).toReversed().join('; ');
    expect((await client.get('/session', { cookie })).json).toEqual({ text });
  });

  it.each([0, 1, 2])('is empty when cookie %i is missing', async (index) => {
    const { client } = await filled(app, 3);
    const cookie = (await pairsOf(client)).filter((_, at) => at !== index).join('; ');
    expect(await client.get('/session', { cookie })).toMatchObject({ status: 200, text: '{}' });
  });

  it.each([
    'session.3=surplus',
    'session.17=',
    'session.-1=a',
    'session.00=b',
    'session.1e0=c',
    'session.x=d',
  ])('does not mind a foreign %s', async (foreign) => {
    const { client, text } = await filled(app, 3);
    for (const cookie of [`${foreign}; ${await client.cookies()}`, `${await client.cookies()}; ${foreign}`]) {
      expect((await client.get('/session', { cookie })).json).toEqual({ text });
    }
  });

  it('never mixes the chunks of two sealings', async () => {
    const { client } = await filled(app, 3);
    const old = await pairsOf(client);
    const text = textFor(3);
    await client.write({ text });
    const fresh = await pairsOf(client);
    const mixed = [old[0], fresh[1], fresh[2]].join('; ');
    expect((await client.get('/session', { cookie: mixed })).text).toBe('{}');
    const both = [...old.slice(1), ...fresh].join('; ');
    expect((await client.get('/session', { cookie: both })).json).toEqual({ text });
  });

  it('clears leftovers of a session that does not open when the app writes', async () => {
    const { client } = await filled(app, 4);
    await client.jar.setCookie('session.1=; Max-Age=0; Path=/', `http://localhost:${app.port}/`);
    expect(await client.session()).toEqual({});
    await client.write({ user: 'ada' });
    expect(await client.cookieNames()).toEqual(['session']);
  });
});
