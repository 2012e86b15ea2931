import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { commit, dataOf, Jar, sessionOf } from '../../test/support/managers.js';
import { type Clock, HOUR, MINUTE, SECOND } from '../clock.js';
import { type Action, DESTROY, READ, signIn, TOO_MUCH, TOUCH, write } from './actions.js';
import { INSTANCES } from './fleet.js';
import type { Model } from './model.js';

/** The browser, and the clock of all. */
export interface Real {
  readonly jar: Jar;
  readonly clock: Clock;
  carriedOut: number;
}

export type Command = fc.Command<Model, Real>;

class Request implements Command {
  constructor(
    private readonly instance: number,
    private readonly action: Action,
  ) {}

  check = () => true;

  run(model: Model, real: Real): void {
    real.carriedOut += 1;
    const { manager } = model.stepOf(this.instance);
    const state = manager.load(real.jar.header);
    const expected = model.live?.data ?? {};
    if (!isDeepStrictEqual(dataOf(state), expected))
      throw new Error(`Seen ${show(dataOf(state))}, not ${show(expected)}`);
    const cookies = real.jar.cookies.size;
    this.action.act(sessionOf(state));
    const lines = commitOrNothing(state);
    const isWritten = this.action.expect(model, this.instance);
    const says = isWritten && (model.session !== undefined || cookies > 0);
    if (lines.length > 0 !== says)
      throw new Error(`${lines.length} lines, where ${says ? 'some' : 'none'} are due`);
    real.jar.accept(lines);
  }

  toString = () => `${this.action.title} at instance ${this.instance}`;
}

function commitOrNothing(state: Parameters<typeof commit>[0]): string[] {
  try {
    return commit(state);
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SESSION_TOO_LARGE') return [];
    throw error;
  }
}

const show = (data: object) => JSON.stringify(data).slice(0, 40);

class Deploy implements Command {
  constructor(
    private readonly instance: number,
    private readonly hurried: boolean,
  ) {}

  check = (model: Readonly<Model>) => model.mayDeploy(this.instance, this.hurried);

  run(model: Model, real: Real): void {
    real.carriedOut += 1;
    model.deploy(this.instance);
  }

  toString = () => `deploy to instance ${this.instance}`;
}

/** The browser, or something on the way, drops one cookie: the session is gone, or one chunk of it. */
class LoseCookie implements Command {
  constructor(private readonly which: number) {}

  check = (model: Readonly<Model>) => model.session !== undefined;

  run(model: Model, real: Real): void {
    real.carriedOut += 1;
    const { jar } = real;
    const names = [...jar.cookies.keys()];
    jar.cookies.delete(names[this.which % names.length] as string);
    model.session = undefined;
  }

  toString = () => `lose cookie ${this.which}`;
}

class StepClock implements Command {
  constructor(private readonly by: number) {}

  check = () => true;

  run(model: Model, real: Real): void {
    real.carriedOut += 1;
    real.clock.now += this.by;
    model.setClock(real.clock.now);
  }

  toString = () => `clock by ${this.by / SECOND} s`;
}

const STEPS = [1, SECOND, 59 * SECOND, MINUTE, 10 * MINUTE, HOUR, HOUR + MINUTE, 4 * HOUR, 25 * HOUR];
const BACK = [SECOND, MINUTE, HOUR];

/** `hurried` leaves out the wait before a secret goes: sessions must then be lost, and the model must see it. */
export function commands(hurried = false): fc.Arbitrary<Iterable<Command>> {
  const instance = fc.nat(INSTANCES - 1);
  const turn = fc.nat(3);
  const bytes = fc.constantFrom(0, 10, 2000, 3000, 5000, 9000);
  const actions = fc.oneof(
    { weight: 4, arbitrary: fc.constant(READ) },
    { weight: 3, arbitrary: fc.tuple(turn, bytes).map((own) => write(...own)) },
    { weight: 1, arbitrary: turn.map(signIn) },
    { weight: 1, arbitrary: fc.constantFrom(DESTROY, TOUCH, TOO_MUCH) },
  );
  const requests = fc.tuple(instance, actions).map((own) => new Request(...own));
  const forward = fc.constantFrom(...STEPS).map((by) => new StepClock(by));
  const back = fc.constantFrom(...BACK).map((by) => new StepClock(-by));
  const deployments = instance.map((own) => new Deploy(own, hurried));
  const losses = fc.nat(4).map((which) => new LoseCookie(which));
  return fc.commands(
    [requests, requests, requests, requests, forward, forward, back, deployments, deployments, losses],
    {
      maxCommands: 150,
      size: 'max',
    },
  );
}
