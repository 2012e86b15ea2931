import { Inject, Injectable } from '@nestjs/common';
import { HttpSessions } from '../connect/http-sessions.js';
import { requestContext } from '../connect/request-context.js';
import { responseOf } from '../connect/session-registry.js';
import type { RejectionReason } from '../diagnostics.js';
import { SessionError } from '../errors.js';
import { withoutFlash } from '../session/data-rules.js';
import { describeSession, type SessionDescription } from '../session/describe-session.js';
import type { SessionState } from '../session/session-state.js';
import { isExecutionContext, rawRequestOf, type SessionSource } from './raw-request.js';
import type { Session, SessionData, SessionValues } from './session.decorator.js';
import { openFromHeaders } from './session-from.decorator.js';

/** What `SessionService.unseal` says of a value. */
export type UnsealedSession<Data = SessionData> =
  | {
      readonly ok: true;
      readonly data: SessionValues<Data>;
      readonly id: string;
      readonly createdAt: Date;
      readonly expiresAt: Date;
    }
  | { readonly ok: false; readonly reason: RejectionReason };

/** Sessions outside a handler: in guards, middleware, filters, e-mails with a link, tests. */
@Injectable()
export class SessionService {
  constructor(private readonly sessions: HttpSessions) {}

  /** The session of a request, opened now if nobody did. */
  get<Data = SessionData>(from: SessionSource): Session<Data> {
    return this.stateOf(from).object as unknown as Session<Data>;
  }

  /**
   * The session of the request that the running code belongs to, for providers that no request is passed to.
   *
   * @throws {SessionError} ERR_SESSION_UNAVAILABLE outside of a request, or without the option `requestContext`.
   */
  current<Data = SessionData>(): Session<Data> {
    const request = requestContext.getStore();
    if (request !== undefined && this.sessions.manager.options.requestContext) return this.get<Data>(request);
    throw new SessionError(
      'ERR_SESSION_UNAVAILABLE',
      'SessionService.current() works inside a request, and with the option requestContext: true.',
    );
  }

  /** Id, times and size of the session as it would be sealed now. */
  describe(from: SessionSource): SessionDescription {
    return describeSession(this.sessions.manager, this.stateOf(from));
  }

  /**
   * Seals data as a new session, and returns the cookie's value.
   *
   * @throws {SessionError} ERR_SESSION_TOO_LARGE, ERR_SESSION_NOT_JSON.
   */
  seal(data: object): string {
    return this.sessions.manager.seal(data);
  }

  /** Opens a cookie's value. Whatever the value is, the answer is a value. */
  unseal<Data = SessionData>(value: string): UnsealedSession<Data> {
    const unsealed = this.sessions.manager.unseal(value);
    if (!unsealed.ok) return unsealed;
    const { id, createdAt, expiresAt, data } = unsealed.session;
    return {
      ok: true,
      data: withoutFlash(data) as SessionValues<Data>,
      id,
      createdAt: new Date(createdAt),
      expiresAt: new Date(expiresAt),
    };
  }

  private stateOf(from: SessionSource): SessionState {
    const request = rawRequestOf(from);
    // Global guards run before the one of @SessionFrom().
    if (isExecutionContext(from)) openFromHeaders(from, request);
    return this.sessions.open(request, responseOf(request));
  }
}

/** Injection token of the SessionService of a named import. */
export function getSessionServiceToken(name: string): string {
  return `SessionService:${name}`;
}

/** Injects the SessionService of the import with this name. */
export const InjectSessionService = (name: string): ParameterDecorator & PropertyDecorator =>
  Inject(getSessionServiceToken(name));
