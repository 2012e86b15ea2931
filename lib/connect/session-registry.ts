import type { IncomingMessage, ServerResponse } from 'node:http';
import { SessionError } from '../errors.js';
import { assign } from '../session/session-actions.js';
import type { SessionObject } from '../session/session-object.js';
import type { HttpSessions } from './http-sessions.js';
import { requestContext } from './request-context.js';
import { registryOfServerOf } from './sockets.js';

const REGISTRY = Symbol('sealed sessions');
const RESPONSE = Symbol('response');

/** A request that a server with sessions handles. Express links the response itself, as `res`. */
interface LinkedRequest extends IncomingMessage {
  [REGISTRY]?: SessionRegistry;
  [RESPONSE]?: ServerResponse;
  res?: ServerResponse | null;
}

const live = new Set<WeakRef<SessionRegistry>>();

/** The registries of this process, for tests that read a response without knowing where it came from. */
export function liveRegistries(): SessionRegistry[] {
  return [...live].flatMap((reference) => reference.deref() ?? []);
}

/** The imports of one server: the unnamed one, which `request.session` shows, and named ones. */
export class SessionRegistry {
  private readonly imports = new Map<string | undefined, HttpSessions>();
  private readonly eager: HttpSessions[] = [];
  private readonly waiting: HttpSessions[] = [];
  private tracksRequests = false;

  constructor() {
    live.add(new WeakRef(this));
  }

  /** @throws {SessionError} ERR_SESSION_NAME_TAKEN when another import has the name, or the cookie. */
  add(name: string | undefined, sessions: HttpSessions): void {
    const { cookie, rolling, requestContext: tracks } = sessions.manager.options;
    const cookieName = cookie.name;
    const cookies = [...this.imports.values()].map((other) => other.manager.options.cookie.name);
    if (this.imports.has(name) || cookies.includes(cookieName)) {
      throw new SessionError(
        'ERR_SESSION_NAME_TAKEN',
        `CookieSessionModule is imported twice with the name ${name ?? '(none)'} or the cookie ${cookieName}. Give ` +
          'each import its own: forRoot({ name: "visitor", … }), and @Session("visitor") where it is used.',
      );
    }
    this.imports.set(name, sessions);
    if (rolling === 'every-response') this.eager.push(sessions);
    if (sessions.manager.legacy?.isAsync) this.waiting.push(sessions);
    this.tracksRequests ||= tracks;
  }

  find(name: string | undefined): HttpSessions | undefined {
    return this.imports.get(name);
  }

  /** @throws {SessionError} ERR_SESSION_UNAVAILABLE when there is no such import. */
  get(name: string | undefined): HttpSessions {
    const sessions = this.find(name);
    if (sessions === undefined)
      throw unavailable(`no CookieSessionModule with the name ${name ?? '(none)'} is imported`);
    return sessions;
  }

  /** What `request.session` is: as with express-session, nothing once it was destroyed. */
  read(request: LinkedRequest): SessionObject | undefined {
    const state = this.imports.get(undefined)?.open(request, responseOf(request));
    return state === undefined || state.destroyed ? undefined : state.object;
  }

  /** What `request.session = data` does. */
  assign(request: LinkedRequest, data: unknown): void {
    const sessions = this.imports.get(undefined);
    if (sessions) assign(sessions.open(request, responseOf(request)), data);
    else
      Object.defineProperty(request, 'session', {
        value: data,
        writable: true,
        configurable: true,
        enumerable: true,
      });
  }

  /** Properties that make `session` work on a request, or on the prototype of all requests of a server. */
  readonly properties = propertiesFor(this);

  /** True when requests must pass through `enter`: where `session` on their prototype is not enough. */
  get wantsEveryRequest(): boolean {
    return this.eager.length > 0 || this.waiting.length > 0 || this.tracksRequests;
  }

  /** Where a request comes in: before the first middleware of the application. */
  enter(request: LinkedRequest, response: ServerResponse, next: () => void): void {
    this.link(request, response);
    if (!this.wantsEveryRequest) return next();
    const preparing = this.waiting.flatMap((sessions) => sessions.prepare(request) ?? []);
    if (preparing.length === 0) this.go(request, response, next);
    else void Promise.all(preparing).then(() => this.go(request, response, next));
  }

  /** As `enter`, for middleware: on a raw request it has nothing but the property to reach the session by. */
  enterMiddleware(request: LinkedRequest, response: ServerResponse, next: () => void): void {
    this.link(request, response);
    if (request[REGISTRY] === this) Object.defineProperty(request, 'session', this.properties.session);
    this.enter(request, response, next);
  }

  private go(request: LinkedRequest, response: ServerResponse, next: () => void): void {
    for (const sessions of this.eager) sessions.openEarly(request, response);
    if (this.tracksRequests) requestContext.run(request, next);
    else next();
  }

  /**
   * Links a request that has no prototype of the application's own with its response: 0.2 us a request, which is why the
   * property, 0.4 us more, is left to where there is middleware.
   */
  private link(request: LinkedRequest, response: ServerResponse): void {
    if (request[REGISTRY] !== undefined) return;
    request[REGISTRY] = this;
    request[RESPONSE] = response;
  }
}

function propertiesFor(registry: SessionRegistry) {
  return {
    [REGISTRY]: { value: registry },
    session: {
      get(this: LinkedRequest) {
        return registry.read(this);
      },
      set(this: LinkedRequest, data: unknown) {
        registry.assign(this, data);
      },
      configurable: true,
    },
  };
}

/** undefined for the request of a socket: engine.io sets null where the handshake was a request like others. */
export function responseOf(request: LinkedRequest): ServerResponse | undefined {
  return request[RESPONSE] ?? request.res ?? undefined;
}

/** @throws {SessionError} ERR_SESSION_UNAVAILABLE for a request of a server without the module. */
export function registryOf(request: LinkedRequest): SessionRegistry {
  const registry = request[REGISTRY] ?? registryOfServerOf(request);
  if (registry === undefined)
    throw unavailable('this request came through no server with CookieSessionModule');
  return registry;
}

export function unavailable(why: string): SessionError {
  return new SessionError(
    'ERR_SESSION_UNAVAILABLE',
    `There is no session: ${why}. Import CookieSessionModule.forRoot() in the AppModule.`,
  );
}
