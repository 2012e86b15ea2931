import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { SignInFilter } from './sign-in.filter.js';

@Module({
  controllers: [AuthController],
  providers: [AuthService, { provide: APP_FILTER, useClass: SignInFilter }],
  exports: [AuthService],
})
export class AuthModule {}
