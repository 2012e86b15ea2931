/** Why a cookie of another library was not taken. A closed list. */
export type LegacyReason = 'size' | 'encoding' | 'forged' | 'expired' | 'contents' | 'revoked' | 'failed';

/** What a reader says of the cookies of a request. A failure is a value: readers do not throw for what clients send. */
export type LegacyResult = LegacySession | { readonly ok: false; readonly reason: LegacyReason };

/** The session that a cookie of another library held. */
export interface LegacySession {
  readonly ok: true;
  /** The data as that library handed it out, without what it kept for itself. */
  readonly data: Readonly<Record<string, unknown>>;
  /** When it was created, in milliseconds since 1970; undefined where the format does not say. */
  readonly createdAt?: number | undefined;
  /**
   * What names the session, where its cookies change and it stays the same (an id in a store). Default: the values of its
   * cookies. One cookie opened twice, in parallel requests for example, is one session.
   */
  readonly identity?: string | undefined;
}

/** The cookies of a request by name, as they were sent: nothing is decoded. Without a prototype; the first of a name. */
export type RawCookies = Readonly<Record<string, string | undefined>>;

/** Opens the cookies of one other library, once, until its day comes. */
export interface LegacyReader {
  /** Names the library in events, log lines and `doctor`. */
  readonly name: string;
  /** The cookie that it reads; chunks and signatures stand under names that begin with it. */
  readonly cookieName: string;
  /** After this it is refused, with one log line at start-up. */
  readonly until: Date;
  /** True where `read` answers by a promise. Requests then wait for it before the first middleware of the application. */
  readonly isAsync: boolean;
  /**
   * Loads what reading needs, at start-up, before the first request. It rejects, with what to install, where that is
   * missing: a start-up that fails says more than sessions that do not open. undefined: it needs nothing.
   */
  readonly prepare?: (() => Promise<void>) | undefined;
  /**
   * Authenticates, then parses. Called only for requests in which `ownCookies` finds some.
   *
   * @param now milliseconds since 1970.
   */
  read(cookies: RawCookies, now: number): LegacyResult | Promise<LegacyResult>;
  /** Names of its cookies among these: what makes up the session, and what is to be expired. */
  ownCookies(cookies: RawCookies): string[];
  /** Set-Cookie lines that expire them, with the attributes that the library set them with; none while they are kept. */
  expire(names: readonly string[]): string[];
  /** True where a session that moved leaves the old cookie in place, for instances that cannot read ours yet. */
  readonly keepsCookie: boolean;
}
