import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { HttpSessions } from '../connect/http-sessions.js';
import { findRawRequest } from './raw-request.js';

/**
 * Checks, when a handler is done, that its session can be written: too large, or no JSON, becomes an exception that the
 * application's filters see. The sealing itself happens when the headers leave, so what a filter changes still counts.
 */
@Injectable()
export class SessionInterceptor implements NestInterceptor {
  constructor(private readonly sessions: HttpSessions) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const type: string = context.getType();
    const request = type === 'ws' || type === 'rpc' ? undefined : findRawRequest(context);
    if (request === undefined) return next.handle();
    return next.handle().pipe(tap({ complete: () => this.sessions.check(request) }));
  }
}
