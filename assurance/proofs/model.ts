import fc from 'fast-check';
import { Jar } from '../../test/support/managers.js';
import { type Clock, withClock } from '../clock.js';
import { commands, type Command, type Real } from '../model/commands.js';
import { rotationSteps, type Step } from '../model/fleet.js';
import { Model } from '../model/model.js';
import { count, fromRuns, type Proof } from '../proof.js';

export const model: Proof = {
  name: 'model',
  title: 'A browser, three instances whose secrets rotate, lost cookies, a clock that steps: against a model',
  target: '0 sessions lost or resurrected',
  async run(size) {
    const { details, carriedOut } = await runModel(size === 'full' ? 2000 : 100);
    return fromRuns(details, `runs, ${count(carriedOut)} commands in all`);
  },
};

interface ModelOptions {
  /** Where the clock begins. */
  readonly start?: number;
  /** Leaves out the wait of the rotation, which must then be noticed. */
  readonly hurried?: boolean;
}

export async function runModel(runs: number, { start, hurried }: ModelOptions = {}) {
  const steps = await rotationSteps();
  let carriedOut = 0;
  const details = await withClock((clock) => {
    const property = fc.property(commands(hurried), (list) => {
      clock.now = start ?? Date.UTC(2030, 0, 1);
      carriedOut += runOnce(list, steps, clock);
    });
    return fc.check(property, { numRuns: runs });
  });
  return { details, carriedOut };
}

function runOnce(list: Iterable<Command>, steps: readonly Step[], clock: Clock): number {
  const real: Real = { jar: new Jar(), clock, carriedOut: 0 };
  fc.modelRun(() => ({ model: new Model(steps, clock.now), real }), list);
  return real.carriedOut;
}
