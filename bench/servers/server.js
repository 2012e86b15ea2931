// One variant in a process of its own: node server.js <platform> <variant>. It tells its parent the port, and on each
// message how much CPU it has used so far.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { makeController } from './controller.js';
import { variants } from './variants.js';

const adapters = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() };

const [platform, name] = process.argv.slice(2);
const { controller = makeController(), module, load, prepare } = variants[platform][name];

function AppModule() {}
Module({ controllers: [controller], ...(module ?? (await load?.())) })(AppModule);

const app = await NestFactory.create(AppModule, adapters[platform](), { logger: ['error', 'warn'] });
await prepare?.(app);
await app.listen(0, '127.0.0.1');

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuUs: user + system });
});
process.on('disconnect', () => process.exit());
process.send({ port: app.getHttpServer().address().port });
