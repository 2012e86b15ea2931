import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Post, Res } from '@nestjs/common';
import { Session, type SessionError } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { useEvents } from '../support/events.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { showCode } from '../support/show-code.filter.js';

const LARGE = 'confidential '.repeat(600);

const cyclic = (): Data => {
  const node: Data = {};
  node.self = node;
  return node;
};

@Controller()
class LargeController {
  @Get('large')
  large(@Session() session: Session<Data>): string {
    session.small = 'a';
    session.biography = LARGE;
    return 'ok';
  }

  @Get('large-send')
  send(@Session() session: Session<Data>, @Res() response: { send(text: string): void }): void {
    session.biography = LARGE;
    response.send('ok');
  }

  @Post('save')
  async save(@Session() session: Session<Data>): Promise<Data> {
    session.biography = LARGE;
    const code = await session.save().catch((error: SessionError) => error.code);
    delete session.biography;
    return { code };
  }

  @Get('bigint')
  bigint(@Session() session: Session<Data>): string {
    session.cart = { items: [{ price: 10n }] };
    return 'ok';
  }

  @Get('cycle')
  cycle(@Session() session: Session<Data>): string {
    session.tree = cyclic();
    return 'ok';
  }

  @Get('function')
  function(@Session() session: Session<Data>): string {
    session.user = { greet: (): string => 'hello' };
    return 'ok';
  }
}

const controllers = [LargeController];
const unwritable = [
  ['/large', 'ERR_SESSION_TOO_LARGE', /biography/, /6144/],
  ['/bigint', 'ERR_SESSION_NOT_JSON', /cart\.items\.0\.price/, /BigInt/],
  ['/cycle', 'ERR_SESSION_NOT_JSON', /tree\.self/, /circular/],
  ['/function', 'ERR_SESSION_NOT_JSON', /user\.greet/, /function/],
] as const;

describe.each(platforms)('a session that cannot be written ($title)', (platform) => {
  const app = useApp(platform, { controllers });
  const events = useEvents('too-large');

  it.each([...unwritable, ['/large-send', 'ERR_SESSION_TOO_LARGE', /biography/, /6144/] as const])(
    'is a 500 that is logged, and the old cookie stays: %s',
    async (path, _, culprit, message) => {
      const client = app.client();
      await client.write({ user: 'ada' });
      const reply = await client.get(path);
      expect(reply).toMatchObject({ status: 500, setCookies: [] });
      expect(await logs.waitFor('error', culprit)).toMatch(message);
      expect(await client.session()).toEqual({ user: 'ada' });
    },
  );

  it('names bytes, limit and the largest keys, and no data', async () => {
    await app.client().get('/large');
    const text = await logs.waitFor('error', /maxBytes/);
    expect(text).toMatch(/\b6144\b/);
    expect(text).toMatch(/biography.*small/s);
    expect(logs.all()).not.toContain('confidential');
    expect(events).toEqual([expect.objectContaining({ limit: 6144, bytes: expect.any(Number) })]);
  });

  it('is what exceeds maxBytes, and so stays well below the 8 KB that nginx takes', async () => {
    const client = app.client();
    const written = async (length: number): Promise<number> =>
      (await client.post('/session', { text: 'x'.repeat(length) })).status;
    let length = 4000;
    while ((await written(length + 50)) === 201) length += 50;
    expect((await client.session()).text).toHaveLength(length);
    const { length: bytes } = await client.cookies();
    expect([bytes > 6000, bytes <= 6144]).toEqual([true, true]);
  });

  it('is refused by save(), while there is time to repair it', async () => {
    const client = app.client();
    const { status, text } = await client.post('/save');
    expect({ status, text }).toEqual({ status: 201, text: '{"code":"ERR_SESSION_TOO_LARGE"}' });
  });
});

const codes = unwritable.map(([path, code]) => [path, code] as const);
const withInterceptor = platforms.filter(({ interceptor }) => interceptor);

describe.each(withInterceptor)('a session that cannot be written, with a filter ($title)', (platform) => {
  const app = useApp(platform, { controllers, providers: [showCode] });

  it.each(codes)('is an exception that the filter sees: %s', async (path, code) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const reply = await client.get(path);
    expect(reply).toMatchObject({ status: 507, setCookies: [], text: JSON.stringify({ code }) });
    expect(await client.session()).toEqual({ user: 'ada' });
  });
});
