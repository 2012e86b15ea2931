import { describe, expect, it } from '@jest/globals';
import { Controller, Get, HttpCode } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

@Controller()
class NotModifiedController {
  @Get('unchanged')
  @HttpCode(304)
  unchanged(@Session() session: Session<Data>): void {
    session.mark = 'not modified';
  }

  @Get('write')
  write(@Session() session: Session<Data>): string {
    session.count = Number(session.count ?? 0) + 1;
    return 'ok';
  }
}

describe.each(platforms)('an answer of 304 ($title)', (platform) => {
  const app = useApp(platform, { controllers: [NotModifiedController] });

  it('keeps what the handler wrote', async () => {
    const client = app.client();
    expect((await client.get('/unchanged')).status).toBe(304);
    expect(await client.session()).toEqual({ mark: 'not modified' });
  });
});

const withETags = platforms.filter(({ name }) => name === 'express');

describe.each(withETags)('a page that the browser knows by its ETag ($title)', (platform) => {
  const app = useApp(platform, { controllers: [NotModifiedController] });

  it('keeps what the handler wrote', async () => {
    const client = app.client();
    const { headers } = await client.get('/write');
    const second = await client.get('/write', { headers: { 'if-none-match': headers.etag } });
    expect(second).toMatchObject({ status: 304, text: '' });
    expect(await client.session()).toEqual({ count: 2 });
  });
});
