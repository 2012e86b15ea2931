import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Post, Redirect, Res } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { valueIn } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

@Controller()
class OrderController {
  @Post('order')
  @Redirect('/step', 303)
  order(@Session() session: Session<Data>): void {
    session.flash('notice', 'Ordered.');
  }

  /** On the way, and no page that shows anything. */
  @Get('step')
  @Redirect('/page', 302)
  step(): void {}

  @Get('page')
  page(@Session() session: Session<Data>): unknown {
    return { notices: session.flash('notice'), errors: session.flash('error') };
  }

  /** Looks at the session on the way, which is no reason to forget a message. */
  @Get('step-reading')
  @Redirect('/page', 302)
  stepReading(@Session() session: Session<Data>): void {
    session.flash('error');
  }

  @Post('order-saving')
  orderSaving(
    @Session() session: Session<Data>,
    @Res() response: { redirect(url: string, status?: number): void },
  ): void {
    session.flash('notice', 'Ordered.');
    void session.save(() => response.redirect('/page'));
  }

  @Post('sign-out')
  @Redirect('/page', 303)
  async signOut(@Session() session: Session<Data>): Promise<void> {
    await session.regenerate();
    session.flash('notice', 'You are signed out.');
  }

  @Post('fails')
  fails(@Session() session: Session<Data>): never {
    session.flash('error', 'Sold out.');
    throw new Error('sold out');
  }

  @Get('elsewhere')
  elsewhere(): string {
    return 'no session here';
  }
}

const NOTHING = { notices: [], errors: [] };

describe.each(platforms)('flash messages ($title)', (platform) => {
  const app = useApp(platform, { controllers: [OrderController] });

  it('survive redirects, and are read once', async () => {
    const client = app.client();
    const step = await client.follow(await client.post('/order'));
    expect((await client.follow(step)).json).toEqual({ ...NOTHING, notices: ['Ordered.'] });
    expect((await client.get('/page')).json).toEqual(NOTHING);
  });

  it('survive requests that read something else', async () => {
    const client = app.client();
    await client.post('/order');
    const step = await client.get('/step-reading');
    expect(step.setCookies).toEqual([]);
    await client.get('/elsewhere');
    await client.session();
    expect((await client.follow(step)).json).toEqual({ ...NOTHING, notices: ['Ordered.'] });
  });

  it('survive a redirect from the callback of save()', async () => {
    const client = app.client();
    const page = await client.follow(await client.post('/order-saving'));
    expect(page.json).toEqual({ ...NOTHING, notices: ['Ordered.'] });
  });

  it('outlive the session that they say goodbye to', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const page = await client.follow(await client.post('/sign-out'));
    expect(page.json).toEqual({ ...NOTHING, notices: ['You are signed out.'] });
    expect(await client.session()).toEqual({});
  });

  it('are kept where the handler failed afterwards', async () => {
    const client = app.client();
    expect((await client.post('/fails')).status).toBe(500);
    expect((await client.get('/page')).json).toEqual({ ...NOTHING, errors: ['Sold out.'] });
  });

  it('cost no cookie where there are none', async () => {
    expect((await app.client().get('/page')).setCookies).toEqual([]);
    const client = app.client();
    await client.write({ user: 'ada' });
    expect((await client.get('/page')).setCookies).toEqual([]);
  });

  it('leave nothing behind once they are read', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const before = valueIn(await client.cookies());
    await client.post('/order');
    expect(valueIn(await client.cookies()).length).toBeGreaterThan(before.length);
    await client.get('/page');
    expect(valueIn(await client.cookies())).toHaveLength(before.length);
  });
});
