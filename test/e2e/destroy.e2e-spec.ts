import { describe, expect, it } from '@jest/globals';
import { Controller, type ExecutionContext, Get, Req, Res, UseGuards } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { useEvents } from '../support/events.js';
import { platforms } from '../support/platforms.js';
import { nextTurn, sessionOf, type Data } from '../support/session.controller.js';

type Request = { session: Session<Data> | undefined };

const destroysAndDenies = {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    await sessionOf(context.switchToHttp().getRequest()).destroy();
    return false;
  },
};

@Controller()
class SignOutController {
  @Get('promise')
  async promise(@Session() session: Session<Data>, @Req() request: Request): Promise<Data> {
    await session.destroy();
    return { left: Object.keys(session), undefined: request.session === undefined };
  }

  @Get('callback')
  async callback(@Session() session: Session<Data>): Promise<Data> {
    const error = await new Promise((resolve) => void session.destroy(resolve));
    return { left: Object.keys(session), undefined: error === undefined };
  }

  @Get('throws')
  async throws(@Session() session: Session<Data>): Promise<never> {
    await session.destroy();
    throw new Error('after signing out');
  }

  @Get('guard')
  @UseGuards(destroysAndDenies)
  guard(): string {
    return 'never';
  }

  @Get('send')
  async send(
    @Session() session: Session<Data>,
    @Res() response: { send(text: string): void },
  ): Promise<void> {
    await session.destroy();
    await nextTurn();
    response.send('ok');
  }

  @Get('after-a-change')
  async afterChange(@Session() session: Session<Data>): Promise<string> {
    session.late = 'change';
    await session.save();
    await session.destroy();
    return 'ok';
  }

  @Get('twice')
  async twice(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    await session.destroy();
    return 'ok';
  }

  @Get('then-signs-in')
  async thenSignsIn(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    await session.regenerate();
    session.message = 'Goodbye.';
    return 'ok';
  }
}

describe.each(platforms)('destroy ($title)', (platform) => {
  const app = useApp(platform, { controllers: [SignOutController] });
  const events = useEvents('destroyed');

  it.each(['/promise', '/callback', '/throws', '/guard', '/send', '/after-a-change', '/twice'])(
    'leaves neither cookie nor data: %s',
    async (path) => {
      const client = app.client();
      await client.write({ user: 'ada' });
      await client.get(path);
      expect(await client.cookieNames()).toEqual([]);
      expect(await client.session()).toEqual({});
      expect(events).toHaveLength(1);
    },
  );

  it.each(['/promise', '/callback'])('empties the object, with nothing to report: %s', async (path) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    expect((await client.get(path)).json).toEqual({ left: [], undefined: true });
  });

  it('sets no cookie for a client that sent none', async () => {
    expect((await app.client().get('/promise')).setCookies).toEqual([]);
  });

  it('clears a cookie that does not open', async () => {
    const client = app.client();
    await client.jar.setCookie('session=forged; Path=/', `http://localhost:${app.port}/`);
    await client.get('/promise');
    expect(await client.cookieNames()).toEqual([]);
  });

  it('can be followed by regenerate() for a message', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    await client.get('/then-signs-in');
    expect(await client.session()).toEqual({ message: 'Goodbye.' });
  });
});
