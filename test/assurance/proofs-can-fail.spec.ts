import { describe, expect, it } from '@jest/globals';
import { fromRuns, Tally } from '../../assurance/proof.js';
import { runModel } from '../../assurance/proofs/model.js';
import { plans, rotate, withoutSecondStep } from '../../assurance/proofs/rotation.js';
import { tamper } from '../../assurance/proofs/tampering.js';
import { scoreOf, survivors, type Placed } from '../../assurance/mutation/report.js';
import { testManager } from '../support/managers.js';

describe('a proof is not reached', () => {
  it('where nothing was checked', () => {
    expect(new Tally().result('nothing').reached).toBe(false);
  });

  it('where a check says no, or throws', () => {
    const tally = new Tally();
    tally.check(
      () => false,
      () => 'says no',
    );
    tally.check(
      () => {
        throw new Error('boom');
      },
      () => 'throws',
    );
    expect(tally.result('two')).toMatchObject({
      reached: false,
      failures: ['says no', 'throws: Error: boom'],
    });
  });

  it('where a changed cookie opens', async () => {
    const manager = await testManager();
    const plan = { sizes: [10], step: 50, bytes: [65, 66] };
    const lastCharacterIgnored = (header: string) =>
      manager.load(header).stored !== undefined || header.endsWith('B');
    expect(tamper(manager, plan, lastCharacterIgnored).failed).toBeGreaterThan(0);
    expect(tamper(manager, plan, () => false).failed).toBe(1);
  });

  it('where a secret goes without the wait of the rotation', async () => {
    const { details } = await runModel(500, { hurried: true });
    const { reached, failures } = fromRuns(details, 'runs');
    expect(reached).toBe(false);
    expect(failures).toEqual([expect.stringContaining('deploy to instance')]);
  });

  it('where the rotation leaves out its second step', async () => {
    const { reached, failures = [] } = await rotate(plans.quick, withoutSecondStep);
    expect(reached).toBe(false);
    expect(failures[0]).toMatch(/^user-\d: .* instead of \{"user"/);
  }, 120_000);
});

describe('the mutation score', () => {
  const placed = (...statuses: Placed['mutant']['status'][]): Placed[] =>
    statuses.map((status) => ({
      file: 'lib/x.ts',
      inFunction: undefined,
      mutant: { status, mutatorName: 'x', location: { start: { line: 1, column: 1 } } },
    }));

  it('counts what survived or was never run against it, and what cannot run not at all', () => {
    const all = placed(
      'Killed',
      'Timeout',
      'Killed',
      'Survived',
      'NoCoverage',
      'RuntimeError',
      'CompileError',
    );
    expect(scoreOf(all)).toBe(60);
    expect(survivors(all).map(({ mutant }) => mutant.status)).toEqual(['Survived', 'NoCoverage']);
  });
});
