import { describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  Controller,
  Get,
  Inject,
  Injectable,
  Param,
  ParseIntPipe,
  type PipeTransform,
  Scope,
  UseGuards,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { sessionOf, type Data, type WithSession } from '../support/session.controller.js';
import type { ExecutionContext } from '@nestjs/common';

/** Writes what it got to the session, and refuses zero. */
@Injectable({ scope: Scope.REQUEST })
class RememberPipe implements PipeTransform<string, number> {
  constructor(@Inject(REQUEST) private readonly request: WithSession) {}

  transform(value: string): number {
    sessionOf(this.request).lastId = Number(value);
    if (value === '0') throw new BadRequestException('zero');
    return Number(value);
  }
}

class CountsVisits {
  canActivate(context: ExecutionContext): boolean {
    sessionOf(context.switchToHttp().getRequest()).visited = true;
    return true;
  }
}

@Controller()
class PipedController {
  @Get('items/:id')
  item(@Param('id', RememberPipe) id: number, @Session() session: Session<Data>): Data {
    return { id, ...session };
  }

  @Get('numbers/:id')
  @UseGuards(CountsVisits)
  number(@Param('id', ParseIntPipe) id: number, @Session() session: Session<Data>): string {
    session.number = id;
    return 'ok';
  }
}

describe.each(platforms)('pipes ($title)', (platform) => {
  const app = useApp(platform, { controllers: [PipedController] });

  it('shows the handler what a pipe wrote, and keeps it', async () => {
    const client = app.client();
    expect((await client.get('/items/7')).json).toEqual({ id: 7, lastId: 7 });
    expect(await client.session()).toEqual({ lastId: 7 });
  });

  it('keeps what a pipe wrote before it refused', async () => {
    const client = app.client();
    expect((await client.get('/items/0')).status).toBe(400);
    expect(await client.session()).toEqual({ lastId: 0 });
  });

  it('keeps what a guard wrote when a pipe then refuses', async () => {
    const client = app.client();
    expect((await client.get('/numbers/seven')).status).toBe(400);
    expect(await client.session()).toEqual({ visited: true });
  });
});
