/** By two clocks, as each has its way to be wrong. */
export interface Instant {
  readonly monotonic: number;
  readonly wall: number;
}

export const now = (): Instant => ({ monotonic: performance.now(), wall: Date.now() });

/**
 * Since when this process may be behind. The monotonic clock stands still while a virtual machine is suspended, and the
 * other one may be set back: the longer of the two ages counts.
 */
export class Freshness {
  private asOf: Instant;

  /** @param age milliseconds: what is older than this means nothing any more, so to know nothing is to be this old. */
  constructor(age: number) {
    const { monotonic, wall } = now();
    this.asOf = { monotonic: monotonic - age, wall: wall - age };
  }

  /** Everything that was acknowledged before this instant is known. */
  renew(instant: Instant): void {
    if (instant.monotonic > this.asOf.monotonic) this.asOf = instant;
  }

  /** Milliseconds. */
  get age(): number {
    const { monotonic, wall } = now();
    return Math.max(monotonic - this.asOf.monotonic, wall - this.asOf.wall);
  }
}
