import type { IncomingMessage, ServerResponse } from 'node:http';
import onHeaders from 'on-headers';
import { RETRY_AFTER_SECONDS, unconfiguredError } from '../revocation/revocation-errors.js';
import { SessionError } from '../errors.js';
import type { SessionLog } from '../session-log.js';
import { adopt } from '../session/session-actions.js';
import type { FoundSession } from '../session/legacy-sessions.js';
import type { SessionManager } from '../session/session-manager.js';
import type { SessionState } from '../session/session-state.js';
import { HeaderHook } from './header-hook.js';

/**
 * The sessions of HTTP requests, for one import. A session is opened when it is first asked for; from then on a hook
 * waits for the moment before the headers leave, seals what there is to seal and adds the Set-Cookie lines.
 */
export class HttpSessions {
  private readonly key = Symbol('sealed session');
  /** What another library's cookie held, where that took a while to find out; null: nothing. */
  private readonly moved = new WeakMap<IncomingMessage, FoundSession | null>();
  private readonly hook: HeaderHook;

  constructor(
    readonly manager: SessionManager,
    log: SessionLog,
  ) {
    this.hook = new HeaderHook(manager, log);
  }

  /** The session of a request, opened now if nobody did; without a response to take a cookie it is read-only. */
  open(request: IncomingMessage, response: ServerResponse | undefined): SessionState {
    const state = this.opened(request);
    return state === undefined || this.isStale(state, response) ? this.load(request, response) : state;
  }

  /** As `open`, for whoever may ask later and then gets the error, where there is one. */
  openEarly(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.open(request, response);
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
    }
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
      typeof value === 'string' && value !== ''
        ? this.advising(response, () => this.manager.accept(this.manager.unseal(value)))
        : undefined;
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
    if (!isReadOnly || current === undefined) return !isReadOnly;
    manager.revocation?.all.assertFresh();
    return manager.expiry.isOver(current, Date.now()) || manager.isRevoked(current);
  }

  private advising<Result>(response: ServerResponse | undefined, act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      throw advised(error, response);
    }
  }

  private load(request: IncomingMessage, response: ServerResponse | undefined): SessionState {
    const state = this.advising(response, () =>
      this.manager.load(request.headers.cookie, this.moved.get(request)),
    );
    (request as unknown as Record<symbol, SessionState>)[this.key] = state;
    if (response === undefined) {
      state.makeReadOnly();
      return state;
    }
    if (response.headersSent) state.commitUnchanged();
    else onHeaders(response, () => this.hook.write(state, request, response));
    response.on('close', () => this.hook.reportLateChange(state));
    return state;
  }

  /**
   * Asks the readers of other libraries' cookies that take a while, where a request brings something for them and no
   * session of ours; undefined where there is nothing to wait for.
   */
  prepare(request: IncomingMessage): Promise<void> | undefined {
    const { legacy } = this.manager;
    const { cookie } = request.headers;
    const find = legacy?.isAsync && !this.moved.has(request) ? legacy.finder(cookie) : undefined;
    if (find === undefined || this.manager.holds(cookie)) return undefined;
    return find().then((found) => void this.moved.set(request, found ?? null));
  }

  /**
   * Asks the store of revocations itself about the session of a request.
   *
   * @returns false where that was revoked and nobody here knew: it is empty from now on, but who looked earlier was wrong.
   * @throws {SessionError} ERR_SESSION_STALE where the store cannot be asked.
   */
  async confirm(request: IncomingMessage, response: ServerResponse | undefined): Promise<boolean> {
    const { revocation } = this.manager;
    if (revocation === undefined) throw unconfiguredError();
    const state = this.open(request, response);
    await revocation.all.catchUp().catch((error: unknown) => {
      throw advised(error, response);
    });
    if (state.current === undefined || !this.manager.isRevoked(state.current)) return true;
    state.restore(undefined);
    return false;
  }
}

/** The error. One that passes tells the client when to come back (RFC 9110 section 10.2.3), and caches to forget it. */
function advised(error: unknown, response: ServerResponse | undefined): unknown {
  const passes = error instanceof SessionError && error.statusCode === 503;
  if (passes && response !== undefined && !response.headersSent) {
    response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
    response.setHeader('Cache-Control', 'no-store');
  }
  return error;
}
