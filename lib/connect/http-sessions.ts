import type { IncomingMessage, ServerResponse } from 'node:http';
import onHeaders from 'on-headers';
import type { CookieWriter } from '../cookie/set-cookie.js';
import { SessionError } from '../errors.js';
import type { SessionLog } from '../session-log.js';
import { adopt } from '../session/session-actions.js';
import { ENDED, type Outcome, type SessionManager } from '../session/session-manager.js';
import type { SessionState } from '../session/session-state.js';
import { isPlainHttp } from './plain-http.js';
import { LATE_CHANGE, PLAIN_HTTP, PUBLIC_RESPONSE } from './messages.js';
import { appendSetCookie, forbidStoring, varyOn } from './response-headers.js';

/**
 * The sessions of HTTP requests, for one import. A session is opened when it is first asked for; from then on a hook
 * waits for the moment before the headers leave, seals what there is to seal and adds the Set-Cookie lines.
 */
export class HttpSessions {
  private readonly key = Symbol('sealed session');
  private readonly warned = new Set<string>();

  constructor(
    readonly manager: SessionManager,
    private readonly log: SessionLog,
  ) {}

  /** The session of a request, opened now if nobody did; without a response to take a cookie it is read-only. */
  open(request: IncomingMessage, response: ServerResponse | undefined): SessionState {
    const state = this.opened(request);
    return state === undefined || this.isStale(state, response) ? this.load(request, response) : state;
  }

  /** The session of a request, if somebody opened it. */
  opened(request: IncomingMessage): SessionState | undefined {
    return (request as unknown as Record<symbol, SessionState | undefined>)[this.key];
  }

  /** Throws while an answer can still be changed, if the session of a request cannot be written. */
  check(request: IncomingMessage): void {
    const state = this.opened(request);
    if (state === undefined || state.committed) return;
    try {
      this.manager.check(state);
    } catch (error) {
      state.failureSeen = error;
      throw error;
    }
  }

  /**
   * Opens the session that a header carries, for clients that cannot hold cookies; it goes back in the same header.
   *
   * @throws {SessionError} ERR_SESSION_TAKEN_TWICE when the request carries a session cookie as well.
   */
  openFromHeader(request: IncomingMessage, response: ServerResponse, header: string): void {
    const state = this.open(request, response);
    if (state.header === header) return;
    const value = request.headers[header];
    const stored =
      typeof value === 'string' && value !== '' ? this.manager.accept(this.manager.unseal(value)) : undefined;
    adopt(state, header, stored);
  }

  /**
   * A socket outlives the response that its handshake may have had, and perhaps the session. A hook that ran before ours
   * may have opened a request whose response was not known yet.
   */
  private isStale(
    { isReadOnly, current, manager }: SessionState,
    response: ServerResponse | undefined,
  ): boolean {
    if (response !== undefined) return isReadOnly;
    return !isReadOnly || (current !== undefined && manager.expiry.isOver(current, Date.now()));
  }

  private load(request: IncomingMessage, response: ServerResponse | undefined): SessionState {
    const state = this.manager.load(request.headers.cookie);
    (request as unknown as Record<symbol, SessionState>)[this.key] = state;
    if (response === undefined) {
      state.makeReadOnly();
      return state;
    }
    if (response.headersSent) state.commitUnchanged();
    else onHeaders(response, () => this.writeHeaders(state, request, response));
    response.once('close', () => this.reportLateChange(state));
    return state;
  }

  /** Runs once, right before the headers leave, whoever sends them. An error here has no handler left but the log. */
  private writeHeaders(state: SessionState, request: IncomingMessage, response: ServerResponse): void {
    varyOn(response, 'Cookie');
    if (state.header !== undefined) varyOn(response, state.header);
    try {
      const outcome = this.manager.commit(state);
      if (outcome !== undefined) this.write(outcome, state, request, response);
      state.assertNothingLost();
    } catch (error) {
      this.reportFailure(error, state, response);
    }
  }

  /** The client keeps the cookie it has. Where the application's filters know already, their answer stands. */
  private reportFailure(error: unknown, { failureSeen }: SessionState, response: ServerResponse): void {
    const isKnown = String(failureSeen) === String(error);
    if (isKnown && response.statusCode >= 400) return;
    if (!isKnown) {
      response.statusCode = 500;
      response.setHeader('Cache-Control', 'no-store');
    }
    const code = error instanceof SessionError ? ` [${error.code}]` : '';
    this.log.error(
      `The session of a response with status ${response.statusCode} was not written.${code} ${String(error)}`,
    );
  }

  private write(
    outcome: Outcome,
    state: SessionState,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const { cookies, options } = this.manager;
    if (state.header !== undefined) response.setHeader(state.header, outcome === ENDED ? '' : outcome.value);
    else appendSetCookie(response, linesOf(outcome, cookies, state.cookieNames));
    if (!forbidStoring(response)) this.warnOnce(PUBLIC_RESPONSE);
    if (state.header === undefined && options.cookie.secure && isPlainHttp(request))
      this.warnOnce(PLAIN_HTTP);
  }

  private reportLateChange(state: SessionState): void {
    if (!state.changedInVain) return;
    this.manager.events.changedAfterHeaders(state);
    this.log.error(LATE_CHANGE);
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.log.warn(message);
  }
}

function linesOf(outcome: Outcome, cookies: CookieWriter, present: ReadonlySet<string>): string[] {
  return outcome === ENDED
    ? cookies.expire(present)
    : cookies.replace(outcome.value, outcome.maxAge, present);
}
