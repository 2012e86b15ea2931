import fc from 'fast-check';

/** How much of a proof is run: `quick` in `npm test`, a second or so each; `full` by `npm run assurance`. */
export type Size = 'quick' | 'full';

export interface Result {
  /** What was run, and how often. */
  readonly run: string;
  readonly figure: string;
  /** `skipped` where the machine lacks something that the figure says. */
  readonly reached: boolean | 'skipped';
  /** The first things that were not as they should be. */
  readonly failures?: readonly string[];
}

/** One row of docs/assurance.md. */
export interface Proof {
  /** What `npm run assurance -- NAME` takes. */
  readonly name: string;
  readonly title: string;
  /** The figure to reach. */
  readonly target: string;
  /** Takes minutes, or the network: there is no quick size. */
  readonly fullOnly?: true;
  run(size: Size): Promise<Result>;
}

const SHOWN_FAILURES = 5;

/** Counts cases, and keeps the first that fail. */
export class Tally {
  cases = 0;
  failed = 0;
  readonly failures: string[] = [];

  /** `isRight` may throw: that is a failure too. */
  check(isRight: () => boolean, describe: () => string): void {
    this.cases += 1;
    try {
      if (!isRight()) this.fail(describe());
    } catch (error) {
      this.fail(`${describe()}: ${String(error)}`);
    }
  }

  fail(description: string): void {
    this.failed += 1;
    if (this.failures.length < SHOWN_FAILURES) this.failures.push(description);
  }

  result(run: string, figure = `${this.failed} of ${count(this.cases)}`): Result {
    return { run, figure, reached: this.cases > 0 && this.failed === 0, failures: this.failures };
  }
}

/** The result of fast-check's runs of a property. */
export function fromRuns<T>(details: fc.RunDetails<T>, what: string): Result {
  const { failed, numRuns } = details;
  const failures = failed ? [fc.defaultReportMessage(details) ?? 'failed'] : [];
  return {
    run: `${count(numRuns)} ${what}`,
    figure: failed ? '1 counterexample' : '0 counterexamples',
    reached: !failed,
    failures,
  };
}

/** 1 000 000 */
export const count = (cases: number): string => String(cases).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
