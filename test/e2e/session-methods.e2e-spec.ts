import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

type Request = { session: Session<Data> };

const METHODS = ['regenerate', 'destroy', 'save', 'touch', 'reload', 'flash'];

@Controller()
class MethodsController {
  @Get('save-and-redirect')
  save(@Req() { session }: Request, @Res() response: { redirect(url: string): void }): void {
    session.user = 'ada';
    void session.save((error) => response.redirect(error ? '/failed' : '/session'));
  }

  @Post('reload')
  async reload(@Session() session: Session<Data>): Promise<Data> {
    session.user = 'grace';
    session.more = 'data';
    await session.reload();
    return { ...session };
  }

  @Post('reload-callback')
  async reloadCallback(@Req() request: Request): Promise<Data> {
    request.session.user = 'grace';
    await new Promise((resolve) => void request.session.reload(resolve));
    return { ...request.session };
  }

  @Post('touch-callback')
  async touch(@Session() session: Session<Data>): Promise<unknown> {
    return { error: await new Promise((resolve) => void session.touch(resolve)) };
  }

  @Post('reserved')
  reserved(@Session() session: Session<Data>): unknown {
    return METHODS.map((name) => {
      try {
        session[name] = 'overwritten';
        return 'assigned';
      } catch (error: any) {
        return { type: error.name, code: error.code };
      }
    });
  }

  @Post('flash')
  flash(@Session() session: Session<Data>): Data {
    session.flash('info', 'Saved.');
    session.flash('info', 'Sent.');
    session.flash('error', 'Not printed.');
    return { ...session };
  }

  @Get('flash')
  messages(@Session() session: Session<Data>): unknown {
    return [session.flash('info'), session.flash('info'), session.flash('unheard of')];
  }

  @Get('errors')
  errors(@Session() session: Session<Data>): unknown {
    return session.flash('error');
  }
}

describe.each(platforms)('methods of the session ($title)', (platform) => {
  const app = useApp(platform, { controllers: [MethodsController] });

  it('saves before a callback redirects', async () => {
    const client = app.client();
    const page = await client.follow(await client.get('/save-and-redirect'));
    expect(page.json).toEqual({ user: 'ada' });
  });

  it.each(['/reload', '/reload-callback'])('goes back to what the cookie held: %s', async (path) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const reply = await client.post(path);
    expect(reply.json).toEqual({ user: 'ada' });
    expect(reply.setCookies).toEqual([]);
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('renews on this response when it is touched', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const reply = await client.post('/touch-callback');
    expect(reply.json).toEqual({});
    expect(reply.setCookies).toHaveLength(1);
  });

  it('gives a touched session without data no cookie', async () => {
    expect((await app.client().post('/touch-callback')).setCookies).toEqual([]);
  });

  it('refuses data under a reserved name', async () => {
    const client = app.client();
    const { json } = await client.post('/reserved');
    const refused = { type: 'TypeError', code: 'ERR_SESSION_RESERVED_NAME' };
    expect(json).toEqual(METHODS.map(() => refused));
    expect(await client.session()).toEqual({});
  });

  it('keeps messages until they are read, each kind by itself', async () => {
    const client = app.client();
    expect((await client.post('/flash')).json).toEqual({});
    expect((await client.get('/flash')).json).toEqual([['Saved.', 'Sent.'], [], []]);
    expect((await client.get('/flash')).json).toEqual([[], [], []]);
    expect((await client.get('/errors')).json).toEqual(['Not printed.']);
  });
});
