import { createRequire } from 'node:module';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const adapters = {
  express: (): AbstractHttpAdapter => new ExpressAdapter(),
  fastify: (): AbstractHttpAdapter => new FastifyAdapter(),
};

/** One leg of the matrix: a platform, with or without the module's global interceptor. */
export interface Platform {
  readonly title: string;
  readonly name: keyof typeof adapters;
  readonly interceptor: boolean;
}

/** Every suite runs on all four: `describe.each(platforms)('guards ($title)', (platform) => ...)`. */
export const platforms: readonly Platform[] = (['express', 'fastify'] as const).flatMap((name) =>
  [true, false].map((interceptor) => ({ title: `${name}, interceptor: ${interceptor}`, name, interceptor })),
);

export const createAdapter = (platform: Platform): AbstractHttpAdapter => adapters[platform.name]();

const { version }: { version: string } = createRequire(import.meta.url)('@nestjs/core/package.json');

/** Rows for what Nest learned in version 12 (web responses, generators): none on 11. */
export const since12 = <T>(...rows: T[]): T[] => (Number.parseInt(version, 10) >= 12 ? rows : []);
