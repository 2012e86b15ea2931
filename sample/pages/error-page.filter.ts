import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SessionError } from 'nestjs-sealed-session';
import { OTHERWISE, WORDS, type Words } from './error-words.js';
import { PageService, type PageRequest } from './page.service.js';

const RETRY_AFTER_SECONDS = '5';

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
    const status = statusOf(error);
    // That the store is away, the library has logged once; each request would say it again.
    if (status >= 500 && !isAboutStore(error)) {
      this.logger.error(error);
    }
    const words = wordsFor(error, status);
    const page = isAboutStore(error) ? this.pages.describeNobody() : this.describe(http.getRequest());
    this.render(http.getResponse(), status, { ...words, page });
  }

  private render(response: unknown, status: number, view: object): void {
    const { httpAdapter } = this.host;
    httpAdapter.status(response, status);
    httpAdapter.setHeader(response, 'Cache-Control', 'private, no-store');
    if (status === 503) {
      httpAdapter.setHeader(response, 'Retry-After', RETRY_AFTER_SECONDS);
    }
    httpAdapter.render(response, 'error', { status, ...view });
  }

  /** A page that does not exist says so even while sessions cannot be read. */
  private describe(request: PageRequest) {
    try {
      return this.pages.describe(request);
    } catch (error) {
      if (isAboutStore(error)) {
        return this.pages.describeNobody();
      }
      throw error;
    }
  }
}

function isAboutStore(error: unknown): error is SessionError {
  return error instanceof SessionError && error.statusCode === 503;
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) {
    return error.getStatus();
  }
  return isAboutStore(error) ? 503 : 500;
}

function wordsFor(error: unknown, status: number): Words {
  const byCode = error instanceof SessionError ? WORDS[error.code] : undefined;
  return byCode ?? WORDS[status] ?? OTHERWISE;
}
