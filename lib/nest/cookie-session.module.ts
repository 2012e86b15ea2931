import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  Inject,
  Logger,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import { createManager } from '../connect/create-manager.js';
import { HttpSessions } from '../connect/http-sessions.js';
import type { CookieSessionOptions } from '../options.js';
import { concealSecrets } from './conceal-secrets.js';
import { attach, watchServer } from './platforms.js';
import { SessionInterceptor } from './session.interceptor.js';
import { getSessionServiceToken, SessionService } from './session.service.js';

/** What stands beside the options, also in `forRootAsync`, because it decides what the module provides. */
export interface CookieSessionModuleExtras {
  /** Global module: `@Session()` and SessionService everywhere. Default: true. */
  isGlobal?: boolean;
  /**
   * Checks sessions at the end of each handler, so that one which cannot be written becomes an exception. Default: true.
   * Nest takes about 17 us a request for any global interceptor; with `false` the header hook works alone, and such
   * a session turns the response into a 500 and is logged.
   */
  interceptor?: boolean;
  /** Names this import, where the module is imported more than once. Default: none. */
  name?: string | undefined;
}

const IMPORT_NAME = Symbol('name of the import');

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<CookieSessionOptions>(
  {
    moduleName: 'CookieSession',
  },
)
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createCookieSessionOptions')
  .setExtras<CookieSessionModuleExtras>({ isGlobal: true, interceptor: true, name: undefined }, withExtras)
  .build();

const sessionsProvider: Provider = {
  provide: HttpSessions,
  inject: [MODULE_OPTIONS_TOKEN, IMPORT_NAME],
  useFactory: async (options: CookieSessionOptions, name: string | undefined) => {
    const log = new Logger('CookieSessionModule');
    return new HttpSessions(await createManager(options, name, log), log);
  },
};

/**
 * Sealed, stateless cookie sessions on Express and Fastify.
 *
 * @example
 * imports: [CookieSessionModule.forRoot({ secret: process.env.SESSION_SECRET, timeout: 24 * 60 * 60 * 1000 })]
 *
 * @example
 * CookieSessionModule.forRootAsync({
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({ secret: config.getOrThrow('SESSION_SECRET') }),
 * })
 */
@Module({})
export class CookieSessionModule
  extends ConfigurableModuleClass
  implements OnModuleInit, OnApplicationShutdown
{
  private failure: unknown;

  constructor(
    private readonly sessions: HttpSessions,
    private readonly host: HttpAdapterHost,
    @Inject(IMPORT_NAME) private readonly name: string | undefined,
  ) {
    super();
    if (host.httpAdapter) this.attach();
    // Nest's testing module makes the server after the providers. An Observable would swallow what is thrown.
    else host.init$.subscribe(() => this.attachLater());
  }

  onModuleInit(): void {
    if (this.failure !== undefined) throw this.failure;
    // Only now is there a server, whatever made the application.
    if (this.host.httpAdapter) watchServer(this.host.httpAdapter);
  }

  /** Requests have ended: what was noted of devices is written, and the store of revocations is let go. */
  async onApplicationShutdown(): Promise<void> {
    await this.sessions.manager.close();
  }

  /** Before the first middleware of the application; nothing to do where there is no HTTP. */
  private attach(): void {
    if (this.host.httpAdapter) attach(this.host.httpAdapter, this.name, this.sessions);
  }

  private attachLater(): void {
    try {
      this.attach();
    } catch (error) {
      this.failure = error;
    }
  }
}

function withExtras(definition: DynamicModule, extras: CookieSessionModuleExtras): DynamicModule {
  const { isGlobal = true, interceptor = true, name } = extras;
  // Under a token of its own, so that SessionService is the unnamed import's wherever it is asked for.
  const token = name === undefined ? SessionService : getSessionServiceToken(name);
  return {
    ...definition,
    global: isGlobal,
    providers: [
      ...(definition.providers ?? []).map(concealSecrets),
      { provide: IMPORT_NAME, useValue: name },
      sessionsProvider,
      { provide: token, useClass: SessionService },
      ...(interceptor ? [{ provide: APP_INTERCEPTOR, useClass: SessionInterceptor }] : []),
    ],
    exports: [token],
  };
}
