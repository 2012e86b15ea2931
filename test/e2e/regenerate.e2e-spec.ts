import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { Session, SessionService } from '../../lib/index.js';
import { useApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/browser.js';
import { platforms } from '../support/platforms.js';
import { nextTurn, type Data } from '../support/session.controller.js';

type Done = (error?: unknown) => void;
type Request = { session: Session<Data> };

/** An express-session method in its callback form, as a promise. */
const calledBack = (call: (done: Done) => unknown): Promise<unknown> =>
  new Promise((resolve) => call((error) => resolve(error)));

@Controller()
class SignInController {
  constructor(private readonly sessions: SessionService) {}

  @Get('id')
  id(@Req() request: Request): string {
    return this.sessions.describe(request).id;
  }

  @Post('promise')
  async promise(@Session() session: Session<Data>): Promise<Data> {
    await session.regenerate();
    const kept = { ...session };
    session.user = 'ada';
    return kept;
  }

  @Post('callback')
  async callback(@Req() request: Request, @Session() before: Session<Data>): Promise<Data> {
    const error = await calledBack((done) => before.regenerate(done));
    request.session.user = 'ada';
    return { error, isNew: request.session !== before, kept: before.basket };
  }

  /** As passport 0.7 signs in with `keepSessionInfo`. */
  @Post('passport')
  async passport(@Req() request: Request): Promise<string> {
    const previous = request.session;
    await calledBack((done) => previous.regenerate(done));
    Object.assign(request.session, previous);
    request.session.passport = { user: 'ada' };
    await calledBack((done) => request.session.save(done));
    return 'signed in';
  }

  @Post('twice')
  async twice(@Session() session: Session<Data>): Promise<string> {
    await session.regenerate();
    session.first = true;
    await session.regenerate();
    session.user = 'ada';
    return 'ok';
  }

  @Post('ids')
  async ids(@Session() session: Session<Data>, @Req() request: Request): Promise<string[]> {
    const ids = [this.id(request)];
    await session.regenerate();
    ids.push(this.id(request));
    await session.regenerate();
    return [...ids, this.id(request)];
  }

  @Post('empty')
  async empty(@Session() session: Session<Data>): Promise<string> {
    await session.regenerate();
    return 'ok';
  }

  @Post('throws')
  async throws(@Session() session: Session<Data>): Promise<never> {
    await session.regenerate();
    session.user = 'ada';
    throw new Error('after signing in');
  }

  @Post('send')
  async send(
    @Session() session: Session<Data>,
    @Res() response: { send(text: string): void },
  ): Promise<void> {
    await session.regenerate();
    await nextTurn();
    session.user = 'ada';
    await session.save();
    response.send('ok');
  }
}

async function signedOutClient(app: TestApp): Promise<Client> {
  const client = app.client();
  await client.write({ basket: ['tea'] });
  return client;
}

const idOf = async (client: Client): Promise<string> => (await client.get('/id')).text;

describe.each(platforms)('regenerate ($title)', (platform) => {
  const app = useApp(platform, { controllers: [SignInController] });

  it.each([
    ['as a promise', '/promise', { user: 'ada' }],
    ['with a callback', '/callback', { user: 'ada' }],
    ['twice', '/twice', { user: 'ada' }],
    ['before @Res() sends', '/send', { user: 'ada' }],
    ['as passport does, with its data kept', '/passport', { basket: ['tea'], passport: { user: 'ada' } }],
  ])('gives a new id: %s', async (_, path, data) => {
    const client = await signedOutClient(app);
    const id = await idOf(client);
    expect((await client.post(path)).status).toBeLessThan(300);
    expect(await idOf(client)).not.toBe(id);
    expect(await client.session()).toEqual(data);
  });

  it('gives a session that is new already a new id, every time', async () => {
    const { json } = await app.client().post('/ids');
    expect(new Set(json).size).toBe(3);
  });

  it('empties the object that the handler holds', async () => {
    const client = await signedOutClient(app);
    expect((await client.post('/promise')).text).toBe('{}');
  });

  it('gives callbacks a new request.session, and leaves the old object its data', async () => {
    const client = await signedOutClient(app);
    const { json } = await client.post('/callback');
    expect(json).toEqual({ isNew: true, kept: ['tea'] });
  });

  it('is not undone by an exception', async () => {
    const client = await signedOutClient(app);
    const id = await idOf(client);
    expect((await client.post('/throws')).status).toBe(500);
    expect(await idOf(client)).not.toBe(id);
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('leaves nothing of the old data when nothing new was stored', async () => {
    const client = await signedOutClient(app);
    await client.post('/empty');
    expect(await client.session()).toEqual({});
  });
});
