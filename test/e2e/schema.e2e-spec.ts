import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { Session, SessionService } from '../../lib/index.js';
import { type AppParts, newSecret, TestApp, useApp, withApp } from '../support/app.js';
import { Client } from '../support/browser.js';
import { forward, HOUR, useClock } from '../support/clock.js';
import { useEvents } from '../support/events.js';
import { logs } from '../support/logs.js';
import { type Platform, platforms } from '../support/platforms.js';
import { schemas } from '../support/schemas.js';
import type { Data } from '../support/session.controller.js';
import { showCode } from '../support/show-code.filter.js';

@Controller()
class PreferencesController {
  constructor(private readonly sessions: SessionService) {}

  @Get('id')
  id(@Req() request: object): string {
    return this.sessions.describe(request).id;
  }

  @Get('theme')
  theme(@Session() session: Session<Data>): unknown {
    return session.theme;
  }

  @Post('save')
  async save(@Session() session: Session<Data>, @Body() data: Data): Promise<Data> {
    const code = await session.save().catch((error: { code: string }) => error.code);
    Object.assign(session, data);
    const after = await session.save().catch((error: { code: string }) => error.code);
    await session.reload();
    return { before: code, after };
  }

  @Post('flash')
  flash(@Session() session: Session<Data>): string {
    session.flash('notice', 'Saved.');
    return 'ok';
  }

  @Get('flash')
  messages(@Session() session: Session<Data>): string[] {
    return session.flash('notice');
  }

  @Post('regenerate')
  async regenerate(@Session() session: Session<Data>): Promise<Data> {
    await session.regenerate();
    return { ...session };
  }

  @Post('destroy')
  async destroy(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    return 'ok';
  }
}

const secret = newSecret();
const controllers = [PreferencesController];
const legs = platforms.flatMap((platform) =>
  schemas.map(([library, schema]) => ({ platform, library, schema })),
);

/** A browser with a session from before the schema, at an application that has it. */
async function afterDeployment(app: TestApp, data: Data): Promise<Client> {
  return withApp(app.platform, { session: { secret }, controllers }, async (before) => {
    const client = before.client();
    await client.write(data);
    return new Client(app.port, undefined, client.jar);
  });
}

describe.each(legs)('a schema of $library ($platform.title)', ({ platform, schema }) => {
  const app = useApp(platform, { controllers, session: { secret, schema }, providers: [showCode] });
  const rejected = useEvents('rejected');

  it('gives new sessions its defaults, and no cookie for them', async () => {
    const client = app.client();
    const reply = await client.get('/session');
    expect(reply.json).toEqual({ theme: 'light' });
    expect(reply.setCookies).toEqual([]);
  });

  it('keeps data that fits', async () => {
    const client = app.client();
    await client.write({ userId: 7, theme: 'dark' });
    expect(await client.session()).toEqual({ userId: 7, theme: 'dark' });
  });

  it('gives its defaults to a session from before the deployment', async () => {
    const client = await afterDeployment(app, { userId: 7 });
    expect(await client.session()).toEqual({ userId: 7, theme: 'light' });
    expect(rejected).toEqual([]);
  });

  it.each([
    ['a wrong type', { userId: 'seven' }],
    ['an unknown key', { userId: 7, unknown: true }],
    ['a value that is no choice any more', { userId: 7, theme: 'sepia' }],
  ])('starts a session anew that has %s, without an error', async (_, data) => {
    const client = await afterDeployment(app, data);
    const reply = await client.get('/session');
    expect([reply.status, reply.json]).toEqual([200, { theme: 'light' }]);
    expect(rejected).toEqual([{ cookieName: 'session', reason: 'schema' }]);
    await client.write({ userId: 8 });
    expect(await client.session()).toEqual({ userId: 8, theme: 'light' });
  });

  it.each([
    ['a wrong type', { userId: 'seven' }],
    ['an unknown key', { stranger: 'seven' }],
  ])('refuses to write %s, and leaves the browser what it has', async (_, data) => {
    const client = app.client();
    await client.write({ userId: 7 });
    const reply = await client.post('/session', data);
    expect(reply).toMatchObject({ status: platform.interceptor ? 507 : 500, setCookies: [] });
    if (platform.interceptor) expect(reply.json.code).toBe('ERR_SESSION_INVALID');
    else expect(await logs.waitFor('error', /does not fit the schema/)).not.toContain('seven');
    expect(await client.session()).toEqual({ userId: 7, theme: 'light' });
  });

  it('is asked by save()', async () => {
    const { json } = await app.client().post('/save', { userId: 'seven' });
    expect(json).toEqual({ after: 'ERR_SESSION_INVALID' });
  });

  it('knows nothing of flash messages, and lets them pass', async () => {
    const client = app.client();
    await client.write({ userId: 7 });
    expect((await client.post('/flash')).status).toBe(201);
    expect(await client.session()).toEqual({ userId: 7, theme: 'light' });
    expect((await client.get('/flash')).json).toEqual(['Saved.']);
    expect((await client.get('/flash')).json).toEqual([]);
  });

  it('keeps the messages of a session whose data starts anew', async () => {
    const client = await withApp(platform, { session: { secret }, controllers }, async (before) => {
      const visitor = before.client();
      await visitor.write({ userId: 'seven' });
      await visitor.post('/flash');
      return new Client(app.port, undefined, visitor.jar);
    });
    expect((await client.get('/flash')).json).toEqual(['Saved.']);
  });

  it('gives its defaults to a regenerated session', async () => {
    const client = app.client();
    await client.write({ userId: 7, theme: 'dark' });
    expect((await client.post('/regenerate')).json).toEqual({ theme: 'light' });
    expect(await client.cookieNames()).toEqual([]);
  });

  it('does not keep a session from ending', async () => {
    const client = app.client();
    await client.write({ userId: 7 });
    expect((await client.post('/destroy')).status).toBe(201);
    expect(await client.cookieNames()).toEqual([]);
  });

  it('writes nothing for a session that is only read', async () => {
    const client = await afterDeployment(app, { userId: 7 });
    await client.get('/theme');
    expect((await client.get('/theme')).setCookies).toEqual([]);
  });
});

const onInvalid = (data: Data): unknown => {
  if (data.userId === 'broken') throw new Error('no idea');
  return { userId: Number(data.userId) };
};

describe.each(legs)('onInvalid with $library ($platform.title)', ({ platform, schema }) => {
  const calls: unknown[] = [];
  const repair = (data: Data, issues: readonly { message: string }[]): unknown => {
    calls.push({ data, messages: issues.map(({ message }) => typeof message) });
    return onInvalid(data);
  };
  const app = useApp(platform, { controllers, session: { secret, schema, onInvalid: repair } });
  const rejected = useEvents('rejected');

  it('repairs, and the session goes on', async () => {
    calls.length = 0;
    const client = await afterDeployment(app, { userId: '7' });
    expect((await client.get('/session')).json).toEqual({ userId: 7, theme: 'light' });
    expect(calls).toEqual([{ data: { userId: '7' }, messages: ['string'] }]);
    expect(rejected).toEqual([]);
    await client.session();
    expect(calls).toHaveLength(1);
  });

  it('keeps the id', async () => {
    const client = await afterDeployment(app, { userId: '7' });
    const id = (await client.get('/id')).text;
    expect((await client.get('/id')).text).toBe(id);
    expect(await client.session()).toEqual({ userId: 7, theme: 'light' });
  });

  it.each(['broken', 'not a number'])('starts anew where it throws or does not help: %s', async (userId) => {
    const client = await afterDeployment(app, { userId });
    const reply = await client.get('/session');
    expect([reply.status, reply.json]).toEqual([200, { theme: 'light' }]);
    expect(rejected).toEqual([{ cookieName: 'session', reason: 'schema' }]);
  });
});

/** A schema of nobody's library that counts its calls. */
function countingSchema() {
  const values: unknown[] = [];
  const validate = (value: unknown) => {
    values.push(value);
    return { value };
  };
  return { values, schema: { '~standard': { version: 1 as const, vendor: 'test', validate } } };
}

const within = (platform: Platform, parts: AppParts, use: (app: TestApp) => Promise<void>) =>
  withApp(platform, { controllers, ...parts }, use);

/** What is asked for the data of a new session. */
const NEW = {};

describe.each(platforms)('validation ($title)', (platform) => {
  useClock();

  it('happens once for a session that is read, and not at all where nobody reads it', async () => {
    const { schema, values } = countingSchema();
    await within(platform, { session: { secret, schema } }, async (app) => {
      const client = app.client();
      await client.write({ userId: 7 });
      values.length = 0;
      await client.session();
      expect(values).toEqual([{ userId: 7 }]);
      await client.get('/nowhere');
      expect(values).toHaveLength(1);
    });
  });

  it('happens once for a session that is written', async () => {
    const { schema, values } = countingSchema();
    await within(platform, { session: { secret, schema } }, async (app) => {
      values.length = 0;
      await app.client().write({ userId: 7 });
      expect(values).toEqual([NEW, { userId: 7 }]);
    });
  });

  it('is spared an expired session, and so is onInvalid', async () => {
    const { schema, values } = countingSchema();
    await within(platform, { session: { secret, schema, timeout: HOUR } }, async (app) => {
      const client = app.client();
      await client.write({ userId: 7 });
      const cookie = await client.cookies();
      forward(2 * HOUR);
      values.length = 0;
      expect((await client.get('/session', { cookie })).text).toBe('{}');
      expect(values).toEqual([NEW]);
    });
  });
});
