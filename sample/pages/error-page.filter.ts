import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PageService, type PageRequest } from './page.service.js';

const HEADINGS: Readonly<Record<number, string>> = {
  400: 'We could not read that',
  403: 'This request came from another site',
  404: 'Not on our shelves',
};

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
    const heading = HEADINGS[status] ?? 'Something fell off the shelf';
    httpAdapter.status(response, status);
    httpAdapter.setHeader(response, 'Cache-Control', 'private, no-store');
    httpAdapter.render(response, 'error', { status, heading, page: this.pages.describe(request) });
  }
}
