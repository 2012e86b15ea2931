import { CookieWriter } from '../../lib/cookie/set-cookie.js';
import type { CookieSessionOptions } from '../../lib/options.js';
import { resolveOptions } from '../../lib/resolve-options.js';
import { ENDED, SessionManager } from '../../lib/session/session-manager.js';
import type { SessionMethods, SessionObject } from '../../lib/session/session-object.js';
import type { SessionState } from '../../lib/session/session-state.js';
import type { StoredSession } from '../../lib/session/stored-session.js';
import { newSecret, testEnvelope } from './envelopes.js';

export interface ManagerParts extends Omit<CookieSessionOptions, 'secret'> {
  secrets?: readonly string[];
  cookieName?: string;
}

/** The session layer without HTTP, and without the checks of secrets: vectors have example secrets. */
export async function testManager({
  secrets = [newSecret()],
  cookieName = 'session',
  ...options
}: ManagerParts = {}): Promise<SessionManager> {
  const secure = cookieName.startsWith('__');
  const cookie = { secure, ...options.cookie, name: cookieName };
  const resolved = resolveOptions({ secret: '', ...options, cookie });
  const { maxBytes } = resolved;
  const envelope = await testEnvelope({ secrets, cookieName, maxBytes });
  return new SessionManager(resolved, envelope, new CookieWriter(resolved.cookie));
}

export type TestSession = SessionMethods & Record<string, any>;

export const sessionOf = (state: SessionState): TestSession => state.object as SessionObject & TestSession;

/** The data of a session, without its methods. */
export const dataOf = ({ object }: SessionState): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object));

/** The Set-Cookie lines of a response. */
export function commit(state: SessionState): string[] {
  const { manager, cookieNames } = state;
  const outcome = manager.commit(state);
  if (outcome === undefined) return [];
  if (outcome === ENDED) return manager.cookies.expire(cookieNames);
  return manager.cookies.replace(outcome.value, outcome.maxAge, cookieNames);
}

/** The Cookie header that carries a value, in chunks where it takes several. */
export const headerOf = ({ cookies }: SessionManager, value: string): string =>
  cookies
    .split(value)
    .map((pair) => pair.join('='))
    .join('; ');

/** Cookies as a browser keeps them, but for their life time: name and value, and dropped by Max-Age=0. */
export class Jar {
  readonly cookies = new Map<string, string>();

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  accept(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/; Max-Age=0(;|$)/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** A browser that talks to a manager. */
export class Visitor {
  readonly jar = new Jar();

  constructor(readonly manager: SessionManager) {}

  /** One request: loads the session, does something to it, commits. Resolves with the Set-Cookie lines. */
  async visit(act: (session: TestSession, state: SessionState) => unknown = () => {}): Promise<string[]> {
    const state = this.manager.load(this.jar.header);
    await act(sessionOf(state), state);
    const lines = commit(state);
    this.jar.accept(lines);
    return lines;
  }

  /** The data that the next request would see. */
  get data(): Record<string, unknown> {
    return dataOf(this.manager.load(this.jar.header));
  }
}

export async function newVisitor(parts?: ManagerParts): Promise<Visitor> {
  return new Visitor(await testManager(parts));
}

/** Max-Age of the first line, in seconds. */
export const maxAgeOf = (lines: readonly string[]): number =>
  Number(/Max-Age=(\d+)/.exec(lines[0] ?? '')?.[1] ?? Number.NaN);

/** A visitor whose session has `{ user: 1 }`. */
export async function signedIn(parts?: ManagerParts): Promise<Visitor> {
  const visitor = await newVisitor(parts);
  await visitor.visit((session) => (session['user'] = 1));
  return visitor;
}

/** What the visitor's cookie holds, if it opens. */
export const storedOf = ({ manager, jar }: Visitor): StoredSession | undefined =>
  manager.load(jar.header).stored;
