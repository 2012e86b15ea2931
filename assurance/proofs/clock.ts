import { randomInt } from 'node:crypto';
import { Visitor, testManager } from '../../test/support/managers.js';
import { type Clock, HOUR, SECOND, withClock } from '../clock.js';
import { count, fromRuns, type Proof, Tally } from '../proof.js';
import { runModel } from './model.js';

/** Where seconds since 1970 leave 31 and 32 bits. */
const LEAPS = { 2038: 2 ** 31 * SECOND, 2106: 2 ** 32 * SECOND };

/** The commands of the model step the clock by up to an hour back and 25 hours forth; many runs cross the leap. */
const acrossLeap = (year: keyof typeof LEAPS): Proof => ({
  name: `clock-${year}`,
  title: `The clock steps back and forth about the leap of ${year}: against the model`,
  target: '0 sessions lost or resurrected',
  async run(size) {
    const { details, carriedOut } = await runModel(size === 'full' ? 1000 : 30, {
      start: LEAPS[year] - HOUR,
    });
    return fromRuns(details, `runs from an hour before it, ${count(carriedOut)} commands in all`);
  },
});

const exactEnd: Proof = {
  name: 'clock-end',
  title: 'A session opens until its sealed end and not from then on, wherever the clock was meanwhile',
  target: 'all as documented',
  async run(size) {
    const manager = await testManager({ timeout: HOUR });
    const tally = new Tally();
    await withClock(async (clock) => {
      for (let session = 0; session < (size === 'full' ? 20_000 : 300); session += 1) {
        const [from, to] = [Date.UTC(2025, 0, 1), Date.UTC(2110, 0, 1)];
        clock.now =
          session % 2 === 0
            ? randomInt(from, to)
            : LEAPS[session % 4 === 1 ? 2038 : 2106] + randomInt(-HOUR, HOUR);
        await check(new Visitor(manager), clock, tally);
      }
    });
    const run = `${count(tally.cases)} looks at sessions of 2025 to 2110, half of them beside a leap, after steps of an hour`;
    return tally.result(run, `${tally.failed} otherwise`);
  },
};

/** Sealed at `clock.now`, for an hour and a minute. */
async function check(visitor: Visitor, clock: Clock, tally: Tally): Promise<void> {
  const sealedAt = clock.now;
  const end = sealedAt + HOUR + 60 * SECOND;
  await visitor.visit((session) => (session['user'] = 1));
  // The clock of the moment decides: what was over opens again where the clock was set back.
  const looks: [at: number, opens: boolean][] = [
    [sealedAt - HOUR, true], [end - 1, true], [end, false], [end + HOUR, false], [end - 1, true], [sealedAt, true],
  ]; // prettier-ignore
  for (const [at, opens] of looks) {
    clock.now = at;
    const when = `sealed ${new Date(sealedAt).toISOString()}, looked at ${(at - end) / SECOND} s from its end`;
    tally.check(
      () => (visitor.data['user'] === 1) === opens,
      () => when,
    );
  }
}

export const clock: readonly Proof[] = [acrossLeap(2038), acrossLeap(2106), exactEnd];
