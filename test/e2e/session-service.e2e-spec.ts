import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Controller, createParamDecorator, type ExecutionContext, Get, Req } from '@nestjs/common';
import { Session, SessionService } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { onlyCookie } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';
import { rawRequest } from '../support/raw.js';
import type { Data } from '../support/session.controller.js';

const Context = createParamDecorator((_: unknown, context: ExecutionContext) => context);

@Controller()
class ServiceController {
  constructor(private readonly sessions: SessionService) {}

  @Get('same')
  same(
    @Session() session: unknown,
    @Req() request: IncomingMessage,
    @Context() context: ExecutionContext,
  ): Data {
    return {
      request: this.sessions.get(request) === session,
      raw: this.sessions.get(rawRequest(request)) === session,
      context: this.sessions.get(context) === session,
    };
  }

  @Get('admin')
  admin(@Session() session: Session<{ admin?: unknown; nested?: Data }>): unknown {
    return [session.admin, session.nested?.admin, ({} as Data).admin];
  }

  @Get('describe')
  describe(@Req() request: IncomingMessage): unknown {
    return this.sessions.describe(request);
  }
}

describe.each(platforms)('the session service ($title)', (platform) => {
  const app = useApp(platform, { controllers: [ServiceController] });
  const service = (): SessionService => app.get(SessionService);

  it('finds the session by request, raw request and execution context', async () => {
    const { json } = await app.client().get('/same');
    expect(json).toEqual({ request: true, raw: true, context: true });
  });

  it('describes a session that is new', async () => {
    expect((await app.client().get('/describe')).json).toMatchObject({ isNew: true });
  });

  it('describes a session that came with a cookie', async () => {
    const client = app.client();
    const { value } = onlyCookie(await client.write({ user: 'ada' }));
    const described: Record<string, string> = (await client.get('/describe')).json;
    expect(described).toMatchObject({ isNew: false, id: expect.any(String), bytes: expect.any(Number) });
    expect(Number(described.bytes)).toBeGreaterThanOrEqual(value.length);
    expect(described.keyId).toMatch(/^[0-9a-f]{8}$/);
    const { createdAt = '', issuedAt = '', expiresAt = '' } = described;
    expect(createdAt).toBe(issuedAt);
    expect(Date.parse(expiresAt) - Date.parse(issuedAt)).toBe(24 * 60 * 60 * 1000 + 60_000);
  });

  it('seals data for a cookie that then opens', async () => {
    const cookie = `session=${service().seal({ user: 'ada' })}`;
    expect((await app.client().get('/session', { cookie })).text).toBe('{"user":"ada"}');
  });

  it('unseals what a browser holds', async () => {
    const { value } = onlyCookie(await app.client().write({ user: 'ada' }));
    expect(service().unseal(value)).toMatchObject({ ok: true, data: { user: 'ada' } });
  });

  it.each(['', 'forged', 'AQ', 'a*b*c~2'])('gives a reason for "%s" instead of throwing', (value) => {
    expect(service().unseal(value)).toEqual({ ok: false, reason: expect.any(String) });
  });

  it('keeps a __proto__ in the data from becoming a prototype', async () => {
    const sealed = service().seal(JSON.parse('{"nested":{"__proto__":{"admin":true}}}'));
    const { status, text } = await app.client().get('/admin', { cookie: `session=${sealed}` });
    expect({ status, text }).toEqual({ status: 200, text: '[null,null,null]' });
  });

  it('refuses to seal a __proto__ as a session of its own', () => {
    const data: Data = JSON.parse('{"__proto__":{"admin":true}}');
    expect(() => service().seal(data)).toThrow(
      expect.objectContaining({ code: 'ERR_SESSION_RESERVED_NAME' }),
    );
  });
});
