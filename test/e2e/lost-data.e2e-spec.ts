import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Req } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';
import { showCode } from '../support/show-code.filter.js';

@Controller()
class ForgetfulController {
  @Get('destroyed')
  async destroyed(@Session() session: Session<Data>): Promise<string> {
    await session.destroy();
    session.message = 'Goodbye.';
    return 'ok';
  }

  @Get('replaced')
  async replaced(@Session() before: Session<Data>, @Req() request: { session: Data }): Promise<string> {
    await new Promise((resolve) => void before.regenerate(resolve));
    request.session.user = 'grace';
    before.message = 'Welcome.';
    return 'ok';
  }
}

const controllers = [ForgetfulController];

/** Where the data went, the error, the remedy that its message names, and what the session then holds. */
const rows = [
  ['a destroyed session', '/destroyed', 'ERR_SESSION_DESTROYED', 'regenerate()', {}],
  [
    'an object that regenerate() replaced',
    '/replaced',
    'ERR_SESSION_REPLACED',
    'request.session',
    { user: 'ada' },
  ],
] as const;

describe.each(platforms)('data that would be lost ($title)', (platform) => {
  const app = useApp(platform, { controllers });

  it.each(rows)('is a 500 that names the remedy: stored in %s', async (_, path, __, remedy, left) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    expect((await client.get(path)).status).toBe(500);
    expect(await logs.waitFor('error', /stored in a session/i)).toContain(remedy);
    expect(await client.session()).toEqual(left);
  });
});

const withInterceptor = platforms.filter(({ interceptor }) => interceptor);

describe.each(withInterceptor)('data that would be lost, with a filter ($title)', (platform) => {
  const app = useApp(platform, { controllers, providers: [showCode] });

  it.each(rows)('is an exception that the filter sees: stored in %s', async (_, path, code, __, left) => {
    const client = app.client();
    await client.write({ user: 'ada' });
    expect(await client.get(path)).toMatchObject({ status: 507, text: JSON.stringify({ code }) });
    expect(await client.session()).toEqual(left);
  });
});
