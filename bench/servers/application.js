import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { makeController } from './controller.js';
import { variants } from './variants.js';

const adapters = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() };

/** One variant, listening on a free port. */
export async function startApplication(platform, name) {
  const { controller = makeController(), module, load, prepare } = variants[platform][name];
  function AppModule() {}
  Module({ controllers: [controller], ...(module ?? (await load?.())) })(AppModule);
  const app = await NestFactory.create(AppModule, adapters[platform](), { logger: ['error'] });
  await prepare?.(app);
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer();
}
