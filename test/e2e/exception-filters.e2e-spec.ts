import { describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  ForbiddenException,
  Get,
  HttpException,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { sessionOf, type Data } from '../support/session.controller.js';

/** Sends the browser back with a message, as form applications do. */
@Catch(ForbiddenException)
class BackWithMessage implements ExceptionFilter {
  catch(error: ForbiddenException, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sessionOf(http.getRequest()).flash('error', error.message);
    http.getResponse<{ redirect(url: string): void }>().redirect('/messages');
  }
}

@Catch()
class RemembersErrors implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const status = error instanceof HttpException ? error.getStatus() : 500;
    sessionOf(http.getRequest()).lastStatus = status;
    this.host.httpAdapter.reply(http.getResponse(), { status }, status);
  }
}

const rememberErrors = {
  provide: APP_FILTER,
  useFactory: (host: HttpAdapterHost) => new RemembersErrors(host),
  inject: [HttpAdapterHost],
};

const denies = { canActivate: (): boolean => false };

@Controller()
class FailingController {
  @Get('form')
  @UseFilters(BackWithMessage)
  form(@Session() session: Session<Data>): never {
    session.draft = 'kept';
    throw new ForbiddenException('Not yours.');
  }

  @Get('messages')
  messages(@Session() session: Session<Data>): unknown {
    return session.flash('error');
  }

  @Get('throws')
  throws(@Session() session: Session<Data>): never {
    session.handler = true;
    throw new Error('unexpected');
  }

  @Get('denied')
  @UseGuards(denies)
  denied(): string {
    return 'never';
  }
}

describe.each(platforms)('exception filters ($title)', (platform) => {
  const app = useApp(platform, { controllers: [FailingController], providers: [rememberErrors] });

  it('keeps what a filter wrote after the handler threw', async () => {
    const client = app.client();
    expect((await client.get('/throws')).status).toBe(500);
    expect(await client.session()).toEqual({ handler: true, lastStatus: 500 });
  });

  it('keeps what a filter wrote after a guard denied', async () => {
    const client = app.client();
    expect((await client.get('/denied')).status).toBe(403);
    expect(await client.session()).toEqual({ lastStatus: 403 });
  });

  it('keeps what a filter wrote for a page that does not exist', async () => {
    const client = app.client();
    expect((await client.get('/nowhere')).status).toBe(404);
    expect(await client.session()).toEqual({ lastStatus: 404 });
  });

  it('shows a message once after the redirect of a filter', async () => {
    const client = app.client();
    const page = await client.follow(await client.get('/form'));
    expect(page.json).toEqual(['Not yours.']);
    expect((await client.get('/messages')).text).toBe('[]');
    expect(await client.session()).toEqual({ draft: 'kept' });
  });
});
