import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PageService, type PageRequest } from './page.service.js';

interface Words {
  heading: string;
  text: string;
}

const WORDS: Readonly<Record<number, Words>> = {
  400: {
    heading: 'We could not read that',
    text: 'The form held something we did not ask for. Nothing was changed.',
  },
  403: {
    heading: 'This request came from another site',
    text: 'Forms that other sites post in your name are refused. Nothing was changed.',
  },
  404: {
    heading: 'Not on our shelves',
    text: 'Perhaps it was purloined. The books are where they always were.',
  },
};
const OTHERWISE: Words = { heading: 'Something fell off the shelf', text: 'We are picking it up again.' };

@Catch()
export class ErrorPageFilter implements ExceptionFilter {
  private readonly logger = new Logger('ErrorPage');

  constructor(
    protected readonly host: HttpAdapterHost,
    private readonly pages: PageService,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.show(error, host);
  }

  protected show(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (status >= 500) {
      this.logger.error(error);
    }
    this.render(http.getRequest(), http.getResponse(), status);
  }

  private render(request: PageRequest, response: unknown, status: number): void {
    const { httpAdapter } = this.host;
    const words = WORDS[status] ?? OTHERWISE;
    httpAdapter.status(response, status);
    httpAdapter.setHeader(response, 'Cache-Control', 'private, no-store');
    httpAdapter.render(response, 'error', { status, ...words, page: this.pages.describe(request) });
  }
}
