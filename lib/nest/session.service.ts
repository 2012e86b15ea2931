import { Inject, Injectable } from '@nestjs/common';
import { HttpSessions } from '../connect/http-sessions.js';
import { requestContext } from '../connect/request-context.js';
import { responseOf } from '../connect/session-registry.js';
import type { RejectionReason } from '../diagnostics.js';
import { SessionError } from '../errors.js';
import { withoutFlash } from '../session/data-rules.js';
import { describeSession, type SessionDescription } from '../session/describe-session.js';
import { Revocations, type Subject } from '../session/revocations.js';
import type { Device } from '../revocation/devices.js';
import type { SessionState } from '../session/session-state.js';
import { isExecutionContext, rawRequestOf, type SessionSource } from './raw-request.js';
import type { Session, SessionData, SessionValues } from './session.decorator.js';
import { openFromHeaders } from './session-from.decorator.js';

export type { SessionDescription };

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

/** A device of a user, for a page that lists them. */
export interface SessionDevice extends Device {
  /** True for the session of the request that was passed to `list`. */
  readonly isCurrent: boolean;
}

/** What @nestjs/terminus takes from an indicator. */
export type SessionHealth = Record<
  string,
  { readonly status: 'up' | 'down'; readonly staleMs: number; readonly revoked: number }
>;

/** Sessions outside a handler: in guards, middleware, filters, e-mails with a link, tests. */
@Injectable()
export class SessionService {
  private readonly revocations: Revocations;

  constructor(private readonly sessions: HttpSessions) {
    this.revocations = new Revocations(sessions.manager);
  }

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

  /**
   * Ends one session, wherever a copy of its cookie is: in this process at once, in the others when the promise resolves.
   *
   * @throws {SessionError} ERR_SESSION_REVOCATION_UNAVAILABLE unless the store acknowledges it; ERR_SESSION_UNAVAILABLE
   * without the option `revocation`, as the calls below do.
   */
  revoke(id: string): Promise<void> {
    return this.revocations.revoke(id);
  }

  /** Ends every session of a subject that was created until now; needs the option `subject`. Throws as `revoke` does. */
  revokeAll(subject: Subject): Promise<void> {
    return this.revocations.revokeAll(subject);
  }

  /** Ends every session that was created until now, whosever it is. Throws as `revoke` does. */
  revokeEverything(): Promise<void> {
    return this.revocations.revokeEverything();
  }

  /**
   * Where a subject is signed in, the device seen last first; needs the option `subject`.
   *
   * @param from the request that asks, so that its own device is marked.
   */
  async list(subject: Subject, from?: SessionSource): Promise<SessionDevice[]> {
    const devices = await this.revocations.list(subject);
    const current = from && this.stateOf(from).id;
    return devices.map((device) => ({ ...device, isCurrent: device.id === current }));
  }

  /**
   * An indicator for @nestjs/terminus: `() => this.sessions.health()`. Down where revocations have not been heard of for
   * longer than `maxStale`.
   */
  health<Key extends string = 'sessions'>(key: Key = 'sessions' as Key): SessionHealth {
    const { isFresh, staleMs, revoked } = this.revocations.health();
    return { [key]: { status: isFresh ? 'up' : 'down', staleMs, revoked } };
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
