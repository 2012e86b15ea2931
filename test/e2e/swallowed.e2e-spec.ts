import { describe, expect, it } from '@jest/globals';
import { Controller, Get, type NestInterceptor } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { catchError, of } from 'rxjs';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

@Controller()
class LargeController {
  @Get('large')
  large(@Session() session: Session<Data>): string {
    session.biography = 'x'.repeat(9000);
    return 'ok';
  }
}

const swallow: NestInterceptor = {
  intercept: (_, next) => next.handle().pipe(catchError(() => of('handled'))),
};

describe.each(platforms.filter(({ interceptor }) => interceptor))(
  'an application that swallows the error of its session ($title)',
  (platform) => {
    const app = useApp(platform, {
      controllers: [LargeController],
      // The root module's come before those of its imports, ours among them.
      providers: [{ provide: APP_INTERCEPTOR, useValue: swallow }],
    });

    it('has its own answer sent, and finds the loss in the log', async () => {
      const answer = await app.client().get('/large');
      expect([answer.status, answer.text]).toEqual([200, 'handled']);
      expect(answer.setCookies).toEqual([]);
      expect(logs.of('error').join()).toContain('ERR_SESSION_TOO_LARGE');
    });
  },
);
