import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { eta, expressEngine } from './view-engine.js';

const VIEWS = fileURLToPath(new URL('../views', import.meta.url));
const OPTIONS: NestApplicationOptions = { logger: ['warn', 'error', 'fatal'] };

export function createApp(platform: 'express' | 'fastify'): Promise<INestApplication> {
  return platform === 'fastify' ? createFastifyApp() : createExpressApp();
}

async function createExpressApp(): Promise<INestApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, OPTIONS);
  app.engine('eta', expressEngine(VIEWS));
  app.setViewEngine('eta');
  app.setBaseViewsDir(VIEWS);
  return app;
}

async function createFastifyApp(): Promise<INestApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), OPTIONS);
  app.setViewEngine({ engine: { eta }, templates: VIEWS });
  return app;
}
