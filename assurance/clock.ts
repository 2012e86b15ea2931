export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The clock while `use` runs: `Date.now` is all that the library asks, and a proof may set it. */
export async function withClock<T>(use: (clock: Clock) => T | Promise<T>): Promise<T> {
  const real = Date.now;
  const clock = new Clock();
  Date.now = () => clock.now;
  try {
    return await use(clock);
  } finally {
    Date.now = real;
  }
}

export class Clock {
  now = Date.UTC(2030, 0, 1);
}
