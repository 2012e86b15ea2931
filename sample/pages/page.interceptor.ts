import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { PageService } from './page.service.js';

@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(
    private readonly pages: PageService,
    private readonly host: HttpAdapterHost,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<object> {
    const http = context.switchToHttp();
    this.host.httpAdapter.setHeader(http.getResponse(), 'Cache-Control', 'private, no-store');
    return next.handle().pipe(map((data) => ({ ...data, page: this.pages.describe(http.getRequest()) })));
  }
}
