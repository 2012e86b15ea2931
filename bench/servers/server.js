// One variant in a process of its own: node server.js <platform> <variant>. It tells its parent the port, and answers
// 'cpu' with how much it has used so far, 'profile' and 'profiled' with a profile of what was in between.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { startProfile } from '../support/profile.js';
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

let stopProfile;
const answers = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return { cpuUs: user + system };
  },
  async profile() {
    stopProfile = await startProfile();
    return {};
  },
  profiled: () => stopProfile(),
};
process.on('message', async (question) => process.send(await answers[question]()));
process.on('disconnect', () => process.exit());
process.send({ port: app.getHttpServer().address().port });
