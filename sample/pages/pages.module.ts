import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { ErrorPageFilter } from './error-page.filter.js';
import { PageService } from './page.service.js';

@Global()
@Module({
  imports: [AuthModule],
  providers: [PageService, { provide: APP_FILTER, useClass: ErrorPageFilter }],
  exports: [PageService],
})
export class PagesModule {}
