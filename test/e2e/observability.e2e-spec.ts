import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Res } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { newSecret, useApp, withApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { onlyCookie, valueIn } from '../support/cookies.js';
import { useEvents } from '../support/events.js';
import { platforms } from '../support/platforms.js';
import { sealReference } from '../support/reference-envelope.js';
import type { Data } from '../support/session.controller.js';

const PRIVATE = 'confidential';
const NAMES = ['opened', 'sealed', 'rejected', 'renewed', 'destroyed', 'too-large', 'changed-after-headers'];

/** What Express's response and Fastify's reply have in common, as far as a raw answer goes. */
interface RawResponse {
  raw?: RawResponse;
  hijack?(): void;
  write(text: string): void;
  end(): void;
}

@Controller()
class EventsController {
  @Get('touch')
  async touch(@Session() session: Session): Promise<string> {
    await session.touch();
    return 'touched';
  }

  @Get('destroy')
  async destroy(@Session() session: Session): Promise<string> {
    await session.destroy();
    return 'destroyed';
  }

  @Get('regenerate')
  async regenerate(@Session() session: Session<Data>): Promise<string> {
    await session.regenerate();
    session.user = PRIVATE;
    return 'regenerated';
  }

  @Get('large')
  large(@Session() session: Session<Data>): string {
    session.biography = PRIVATE.repeat(1000);
    return 'too much';
  }

  @Get('late')
  late(@Session() session: Session<Data>, @Res() response: RawResponse): void {
    response.hijack?.();
    const raw = response.raw ?? response;
    raw.write('out');
    session.user = `${PRIVATE} and late`;
    raw.end();
  }
}

const ID = /^[\w-]{22}$/;
const KEY = /^[0-9a-f]{8}$/;

describe.each(platforms)('what is published over HTTP ($title)', (platform) => {
  const secret = newSecret();
  const app = useApp(platform, { controllers: [EventsController], session: { secret } });
  const events = Object.fromEntries(NAMES.map((name) => [name, useEvents(name)]));
  let client: Client;
  let id: unknown;
  let value: string;

  /** Channels and messages since the session was written. */
  const published = () =>
    Object.fromEntries(Object.entries(events).filter(([, messages]) => messages.length > 0));

  beforeEach(async () => {
    client = app.client();
    await client.write({ user: PRIVATE });
    value = valueIn(await client.cookies());
    id = events['sealed']?.[0]?.['sessionId'];
    Object.values(events).forEach((messages) => (messages.length = 0));
  });

  const about = () => ({ cookieName: 'session', sessionId: id });
  const whole = (bytes: number) => ({ ...about(), keyId: expect.stringMatching(KEY), bytes });

  it('is that a new session is sealed', async () => {
    const reply = await app.client().write({ user: PRIVATE });
    const bytes = onlyCookie(reply).value.length;
    const message = { ...whole(bytes), sessionId: expect.stringMatching(ID) };
    expect(published()).toEqual({ sealed: [message] });
  });

  it('is that a session is opened, once a request', async () => {
    await client.session();
    expect(published()).toEqual({ opened: [whole(value.length)] });
  });

  it('is that a changed session is sealed, under the id it has', async () => {
    await client.write({ user: `${PRIVATE} still` });
    const bytes = valueIn(await client.cookies()).length;
    expect(published()).toEqual({ opened: [whole(value.length)], sealed: [whole(bytes)] });
  });

  it('is that a session is renewed, and sealed for that', async () => {
    await client.get('/touch');
    expect(published()).toEqual({
      opened: [whole(value.length)],
      renewed: [about()],
      sealed: [whole(value.length)],
    });
  });

  it('is that a session is destroyed', async () => {
    await client.get('/destroy');
    expect(published()).toEqual({ opened: [whole(value.length)], destroyed: [about()] });
  });

  it('is another id after regenerate()', async () => {
    await client.get('/regenerate');
    expect(Object.keys(published()).toSorted()).toEqual(['opened', 'sealed']);
    expect(events['sealed']?.[0]?.['sessionId']).not.toBe(id);
  });

  it('is that a session is too large, once', async () => {
    await client.get('/large');
    const message = { cookieName: 'session', bytes: expect.any(Number), limit: 6144 };
    expect(published()).toEqual({ opened: [whole(value.length)], 'too-large': [message] });
  });

  it('is that a session was changed after the headers', async () => {
    await client.get('/late');
    while (events['changed-after-headers']?.length === 0) await new Promise(setImmediate);
    expect(published()).toEqual({ opened: [whole(value.length)], 'changed-after-headers': [about()] });
  });

  it('is nothing for a request that does not touch the session', async () => {
    await client.get('/absent');
    expect(published()).toEqual({});
  });

  it('holds no data, no secret and no value of a cookie', async () => {
    const all: unknown[] = [];
    for (const path of ['/session', '/touch', '/large', '/late', '/regenerate', '/destroy']) {
      await client.get(path);
      all.push(...Object.values(events).flat());
    }
    const text = inspect(all, { depth: null });
    expect(all.length).toBeGreaterThan(8);
    for (const hidden of [PRIVATE, secret, value.slice(0, 40)]) expect(text).not.toContain(hidden);
  });

  /** The value of a session with this JSON, as another implementation seals it. */
  const sealed = (json: string, createdAt = Date.now()): string => {
    const times = { createdAt, issuedAt: createdAt, expiresAt: createdAt + 60_000 };
    const contents = { flags: 0, id: Buffer.alloc(16, 7), ...times, json };
    return sealReference(contents, secret, 'session', Buffer.from(newSecret(), 'base64url').subarray(0, 24));
  };

  it.each<[string, () => string]>([
    ['size', () => 'session=short'],
    ['encoding', () => `session=${'%'.repeat(200)}`],
    ['version', () => `session=Ag${value.slice(2)}`],
    ['unknown-key', () => `session=AQAAAA${value.slice(6)}`],
    ['forged', () => `session=${value.slice(0, -4)}AAAA`],
    ['contents', () => `session=${sealed('[]')}`],
    ['expired', () => `session=${sealed('{}', Date.now() - 3_600_000)}`],
    ['chunks', () => 'session.0=02AAAAAAAAabc'],
    ['ambiguous', () => `session=${value}; session=${sealed('{}')}`],
  ])('is why a cookie was not taken: %s', async (reason, cookie) => {
    await client.get('/session', { cookie: cookie() });
    expect(published()).toEqual({ rejected: [{ cookieName: 'session', reason }] });
  });

  it('is why data was reset: schema', async () => {
    const validate = (data: unknown) =>
      Object.keys(data as object).length > 0 ? { issues: [] } : { value: data };
    const schema = { '~standard': { version: 1, vendor: 'test', validate } } as const;
    await withApp(platform, { session: { secret, schema } }, async (other) => {
      await other.client().get('/session', { cookie: `session=${value}` });
    });
    expect(published()).toEqual({
      opened: [whole(value.length)],
      rejected: [{ cookieName: 'session', reason: 'schema' }],
      sealed: [whole(expect.any(Number) as unknown as number)],
    });
  });
});
