import type { IncomingMessage, ServerResponse } from 'node:http';
import { SessionError } from '../errors.js';
import type { SessionLog } from '../session-log.js';
import { ENDED, type Outcome, type SessionManager } from '../session/session-manager.js';
import type { SessionState } from '../session/session-state.js';
import { type DeviceDescriber, deviceDescriber } from './describe-device.js';
import { LATE_CHANGE, PLAIN_HTTP, PUBLIC_RESPONSE } from './messages.js';
import { isPlainHttp } from './plain-http.js';
import { appendSetCookie, forbidStoring, varyOn } from './response-headers.js';

/** What happens to the session of a request when its response begins: the commit, and the headers that tell of it. */
export class HeaderHook {
  private readonly describe: DeviceDescriber;
  private readonly warned = new Set<string>();

  constructor(
    private readonly manager: SessionManager,
    private readonly log: SessionLog,
  ) {
    this.describe = deviceDescriber(manager.options.describeDevice, log);
  }

  /** Runs once, right before the headers leave, whoever sends them. An error here has no handler left but the log. */
  write(state: SessionState, request: IncomingMessage, response: ServerResponse): void {
    varyOn(response, 'Cookie');
    if (state.header !== undefined) varyOn(response, state.header);
    try {
      const outcome = this.manager.commit(state);
      if (outcome !== undefined) this.writeOutcome(outcome, state, request, response);
      state.assertNothingLost();
      this.manager.revocation?.note(state, () => this.describe(request));
    } catch (error) {
      this.reportFailure(error, state, response);
    }
  }

  /** A change that came when the headers were out. */
  reportLateChange(state: SessionState): void {
    if (!state.changedInVain) return;
    this.manager.events.changedAfterHeaders(state);
    this.log.error(LATE_CHANGE);
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

  private writeOutcome(
    outcome: Outcome,
    state: SessionState,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const { options } = this.manager;
    if (state.header !== undefined) response.setHeader(state.header, outcome === ENDED ? '' : outcome.value);
    else appendSetCookie(response, this.linesOf(outcome, state, request));
    if (!forbidStoring(response)) this.warnOnce(PUBLIC_RESPONSE);
    if (state.header === undefined && options.cookie.secure && isPlainHttp(request))
      this.warnOnce(PLAIN_HTTP);
  }

  /** Cookies of ours, and the end of those that another library left. */
  private linesOf(outcome: Outcome, { cookieNames }: SessionState, { headers }: IncomingMessage): string[] {
    const { cookies, legacy } = this.manager;
    const lines =
      outcome === ENDED
        ? cookies.expire(cookieNames)
        : cookies.replace(outcome.value, outcome.maxAge, cookieNames);
    return legacy ? [...lines, ...legacy.expire(headers.cookie, outcome === ENDED)] : lines;
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.log.warn(message);
  }
}
