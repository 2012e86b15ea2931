import { MINUTE } from '../clock.js';
import { ABSOLUTE_TIMEOUT, INSTANCES, LONGEST_TIMEOUT, type Step, TIMEOUT } from './fleet.js';

// What docs/session-life.md and docs/deployment.md say, a second time and without cookies or cryptography.

/** No renewal is due for this long, and a session lives for so much longer. */
const STRETCH = MINUTE;

export interface Known {
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly timeout: number;
  /** The secret that sealed it, by number. */
  readonly key: number;
}

/** What one browser's session must be. */
export class Model {
  /** What the browser holds, if that opens as anything: perhaps over by now. */
  session: Known | undefined;
  /** The step of the rotation that each instance is at. */
  readonly at: number[] = Array.from({ length: INSTANCES }, () => 0);
  /** The latest that the clock ever showed. */
  latest: number;
  /** The latest that the clock had shown when the last instance came to its step. */
  private settledAt: number;

  constructor(
    readonly steps: readonly Step[],
    public now: number,
  ) {
    this.latest = this.settledAt = now;
  }

  setClock(now: number): void {
    this.now = now;
    this.latest = Math.max(this.latest, now);
  }

  /** The session that a request sees. */
  get live(): Known | undefined {
    return this.session && !isOver(this.session, this.now) ? this.session : undefined;
  }

  stepOf(instance: number): Step {
    return this.steps[this.at[instance] as number] as Step;
  }

  /** One step after the other, on all instances; and a wait before a secret goes. */
  mayDeploy(instance: number, hurried: boolean): boolean {
    const next = (this.at[instance] as number) + 1;
    if (this.at.some((step) => step < next - 1)) return false;
    const waited = this.latest >= this.settledAt + LONGEST_TIMEOUT + STRETCH;
    return next < this.steps.length && (hurried || waited || !this.steps[next]?.retires);
  }

  deploy(instance: number): void {
    this.at[instance]! += 1;
    if (new Set(this.at).size === 1) this.settledAt = this.latest;
    const { retires, keys } = this.stepOf(instance);
    const { session } = this;
    if (!retires || session === undefined || keys.includes(session.key)) return;
    if (!isOver(session, this.latest)) throw new Error('The wait before a secret goes was too short');
    this.session = undefined;
  }

  /** Seals data anew; `since` is the creation of the session that goes on. */
  seal(instance: number, data: Known['data'], { since = this.now, timeout = TIMEOUT } = {}): void {
    const issuedAt = Math.max(this.now, since);
    const expiresAt = Math.min(issuedAt + timeout + STRETCH, since + ABSOLUTE_TIMEOUT);
    this.session = { data, createdAt: since, issuedAt, expiresAt, timeout, key: this.keyOf(instance) };
  }

  /** A request that reads and changes nothing: true where the response writes the cookie all the same. */
  read(instance: number): boolean {
    const { live, now } = this;
    if (live === undefined) return false;
    const { createdAt, timeout, data } = live;
    const gains = Math.min(now + timeout + STRETCH, createdAt + ABSOLUTE_TIMEOUT) > live.expiresAt;
    if (now - live.issuedAt >= STRETCH && gains) {
      this.seal(instance, data, { since: createdAt, timeout });
      return true;
    }
    const key = this.keyOf(instance);
    this.session = { ...live, key };
    return key !== live.key;
  }

  private keyOf(instance: number): number {
    return this.stepOf(instance).keys[0] as number;
  }
}

const isOver = ({ createdAt, expiresAt }: Known, now: number) =>
  now >= Math.min(expiresAt, createdAt + ABSOLUTE_TIMEOUT);
