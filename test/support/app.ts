import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type {
  DynamicModule,
  INestApplication,
  MiddlewareConsumer,
  ModuleMetadata,
  Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CookieSessionModule, type CookieSessionOptions } from '../../lib/index.js';
import { Client } from './browser.js';
import { logs } from './logs.js';
import { createAdapter, type Platform } from './platforms.js';
import { SessionController } from './session.controller.js';

export const newSecret = (): string => randomBytes(32).toString('base64url');

export interface AppParts extends ModuleMetadata {
  /** Options of the session module beside `secret`; `false` leaves the import to `imports`. */
  session?: Partial<CookieSessionOptions> | false;
  /** What AppModule.configure() does. */
  configure?: (consumer: MiddlewareConsumer) => void;
  /** What main.ts does between create() and listen(). */
  prepare?: (app: INestApplication) => unknown;
  /** Where it listens. Default: a free port. */
  port?: number;
}

/** The root module of an application that imports the session module and holds `parts`. */
export function appModule(platform: Platform, { session = {}, configure, ...parts }: AppParts) {
  class AppModule {
    configure(consumer: MiddlewareConsumer): void {
      configure?.(consumer);
    }
  }
  const options = { secret: newSecret(), interceptor: platform.interceptor, ...session };
  const { providers = [], exports = [], imports = [], controllers = [] } = parts;
  return {
    module: AppModule,
    imports: [...(session ? [CookieSessionModule.forRoot(options)] : []), ...imports],
    controllers: [SessionController, ...controllers],
    providers,
    exports,
  };
}

/** A running application, and the clients that talk to it over HTTP. */
export class TestApp {
  #nest?: INestApplication;

  constructor(
    readonly platform: Platform,
    readonly parts: AppParts = {},
  ) {}

  get nest(): INestApplication {
    if (!this.#nest) throw new Error('The application was not started.');
    return this.#nest;
  }

  get port(): number {
    const { port }: AddressInfo = this.nest.getHttpServer().address();
    return port;
  }

  async start(): Promise<this> {
    this.#nest = await NestFactory.create(
      appModule(this.platform, this.parts),
      createAdapter(this.platform),
      { logger: logs, abortOnError: false },
    );
    await this.parts.prepare?.(this.#nest);
    await this.#nest.listen(this.parts.port ?? 0, '127.0.0.1');
    return this;
  }

  async close(): Promise<void> {
    await this.#nest?.close();
  }

  /** A new browser without cookies; `site` is what its address bar shows. */
  client(site?: string): Client {
    return new Client(this.port, site);
  }

  get<T>(token: Type<T> | string | symbol): T {
    return this.nest.get<T>(token, { strict: false });
  }
}

/** Starts an application before the tests of a describe block, and closes it after them. */
export function useApp(platform: Platform, parts?: AppParts): TestApp {
  const app = new TestApp(platform, parts);
  beforeAll(() => app.start());
  beforeEach(() => logs.clear());
  afterAll(() => app.close());
  return app;
}

/** Starts an application for the length of one function. */
export async function withApp<T>(
  platform: Platform,
  parts: AppParts,
  use: (app: TestApp) => Promise<T>,
): Promise<T> {
  const app = new TestApp(platform, parts);
  try {
    return await use(await app.start());
  } finally {
    await app.close();
  }
}

/** Starts an application with these imports; resolves with the error that stopped it. */
export const startWith = (platform: Platform, ...imports: DynamicModule[]): Promise<unknown> =>
  withApp(platform, { session: false, imports }, async () => undefined).catch((error: unknown) => error);
