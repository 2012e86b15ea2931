// A small application on the built library: node server.js <platform>, with SESSION_SECRETS separated by commas. It tells
// its parent the port, and on each message what it has logged as an error, and how large its heap is.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CookieSessionModule } from '../../dist/esm/index.js';
import { SessionController } from './controller.js';

const adapters = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() };

const errors = [];
const ignore = () => {};
const logger = {
  log: ignore,
  warn: ignore,
  error: (...parts) => errors.push(parts.join(' ')),
  fatal: ignore,
};

function AppModule() {}
const session = CookieSessionModule.forRoot({
  secret: process.env.SESSION_SECRETS.split(','),
  cookie: { name: 'session', secure: false },
  maxBytes: 12_288,
});
Module({ imports: [session], controllers: [SessionController] })(AppModule);

const app = await NestFactory.create(AppModule, adapters[process.argv[2]](), { logger });
await app.listen(0, '127.0.0.1');

process.on('message', () => {
  globalThis.gc?.();
  process.send({ errors, heap: process.memoryUsage().heapUsed });
});
process.on('disconnect', () => process.exit());
process.send({ port: app.getHttpServer().address().port });
