import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Req } from '@nestjs/common';
import { CookieSessionModule, Session, SessionService } from '../../lib/index.js';
import { newSecret, useApp } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

@Controller()
class InspectController {
  @Get('inspect')
  show(@Session() session: Session<Data>, @Req() request: object): Data {
    session.user = 'ada';
    return {
      session: inspect(session, { depth: 8, showHidden: true }),
      request: inspect(request, { depth: 8 }),
    };
  }

  @Get('throws')
  throws(@Session() session: Session<Data>): never {
    session.user = 'ada';
    throw new Error('logged with its stack');
  }
}

/** The secret as text, and its bytes as inspect prints them. */
function traces(secret: string): string[] {
  const bytes = Buffer.from(secret, 'base64url');
  return [
    secret,
    bytes.toString('hex').slice(0, 24),
    inspect(bytes).slice(8, 40),
    [...bytes.subarray(0, 6)].join(', '),
  ];
}

describe.each(platforms)('the secret ($title)', (platform) => {
  const [first, second, named] = [newSecret(), newSecret(), newSecret()];
  const { interceptor } = platform;
  const app = useApp(platform, {
    session: { secret: [first, second] },
    imports: [
      CookieSessionModule.forRootAsync({
        name: 'visitor',
        interceptor,
        useFactory: () => ({ secret: named }),
      }),
    ],
    controllers: [InspectController],
  });
  const secrets = [first, second, named].flatMap(traces);

  const expectNoTraceIn = (text: string): void => {
    expect(secrets.filter((trace) => text.includes(trace))).toEqual([]);
  };

  it.each([
    ['the service', () => app.get(SessionService)],
    ['the module', () => app.get(CookieSessionModule)],
    ['the application', () => app.nest],
  ])('is not shown by inspect of %s', (_, subject) => {
    const text = inspect(subject(), { depth: 8 });
    expect(text.length).toBeGreaterThan(0);
    expectNoTraceIn(text);
  });

  it('is not shown by the service with hidden properties, nor as JSON', () => {
    const service = app.get(SessionService);
    expectNoTraceIn(inspect(service, { depth: 8, showHidden: true }));
    expect(JSON.stringify(service) ?? '').not.toContain('secret');
  });

  it('is not shown by inspect of session and request', async () => {
    const { status, text } = await app.client().get('/inspect');
    expect(status).toBe(200);
    expectNoTraceIn(text);
  });

  it('is in no log', async () => {
    await app.client().get('/throws');
    await app.client().get('/session', { cookie: 'session=forged' });
    expect(logs.all()).toContain('logged with its stack');
    expectNoTraceIn(logs.all());
  });
});
