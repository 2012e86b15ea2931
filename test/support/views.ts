import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Eta } from 'eta';
import type { Platform } from './platforms.js';

const root = fileURLToPath(new URL('views', import.meta.url));
const eta = new Eta({ views: root });

function useExpressViews(app: NestExpressApplication): void {
  const render = (file: string, data: object, done: (error: unknown, html?: string) => void): void =>
    done(null, eta.render(file.slice(root.length).replace('.eta', ''), data));
  app.engine('eta', render);
  app.setBaseViewsDir(root);
}

function useFastifyViews(app: NestFastifyApplication): void {
  app.setViewEngine({ engine: { eta }, root });
}

/** Lets `@Render('hello.eta')` find its template. */
export function useViews({ name }: Platform, app: any): void {
  if (name === 'express') return useExpressViews(app);
  useFastifyViews(app);
}
