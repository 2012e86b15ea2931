import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { newSecret } from '../../test/support/envelopes.js';
import { referenceKeys } from '../../test/support/reference-envelope.js';
import { Balancer } from '../app/balancer.js';
import { Browser } from '../app/browser.js';
import { count, type Proof, type Result, Tally } from '../proof.js';

interface Plan {
  readonly instances: number;
  readonly connections: number;
  /** At least; and until the rotation is over. */
  readonly requests: number;
  /** Between two requests of one browser, in milliseconds. */
  readonly pause: number;
}

export const plans = {
  quick: { instances: 2, connections: 8, requests: 500, pause: 20 },
  full: { instances: 4, connections: 64, requests: 200_000, pause: 0 },
};

/** What is deployed one after the other: rotation in docs/deployment.md, but for its wait. */
const documented = (old: string, next: string) => [[old, next], [next, old], [next]];

/** Without the step that keeps an instance which knows `old` alone from being asked to open what `next` sealed. */
export const withoutSecondStep = (old: string, next: string) => [[next, old], [next]];

export const rotation: Proof = {
  name: 'rotation',
  title: 'Rotation under load: all instances are restarted one by one, for each step',
  target: '0 lost, 0 of 5xx, all on the new key after one renewal',
  run: (size) => rotate(plans[size]),
};

export async function rotate(plan: Plan, procedure = documented): Promise<Result> {
  const [old, next] = [newSecret(), newSecret()];
  const balancer = await Balancer.start(plan.instances, [old]);
  const load = new Load(balancer, plan);
  await load.signIn();
  const running = load.run();
  const deployments = procedure(old, next);
  for (const [index, secrets] of deployments.entries()) {
    await load.until(() => load.tally.cases >= (plan.requests * (index + 1)) / (deployments.length + 2));
    const retires = !secrets.includes(old);
    if (retires) await load.assertMovedTo(referenceKeys(next, 'session').keyId.toString('hex'));
    load.logged(await balancer.restartAll(secrets));
  }
  load.isRotated = true;
  await running;
  load.logged(await balancer.stop());
  return load.result();
}

/** Browsers that each send one request after the other, to any instance, one in four of which changes the session. */
class Load {
  readonly tally = new Tally();
  private readonly browsers: readonly Browser[];
  isRotated = false;
  private moved = 0;

  constructor(
    private readonly balancer: Balancer,
    private readonly plan: Plan,
  ) {
    this.browsers = Array.from({ length: plan.connections }, (_, index) => new Browser(`user-${index}`));
  }

  /** One in two sessions takes several cookies. */
  async signIn(): Promise<void> {
    const all = this.browsers.map((browser, index) =>
      this.balancer.send((port) => browser.signIn(port, index % 2 === 0 ? 100 : 3500)),
    );
    await Promise.all(all);
  }

  async run(): Promise<void> {
    await Promise.all(this.browsers.map((browser) => this.browse(browser)));
    this.browsers.forEach((browser) => browser.close());
  }

  private async browse(browser: Browser): Promise<void> {
    while (!this.isRotated || this.tally.cases < this.plan.requests) {
      const wrong = await this.balancer.send((port) => browser.visit(port, randomInt(4) === 0));
      this.tally.check(
        () => wrong === undefined,
        () => `${browser.user}: ${wrong}`,
      );
      if (this.plan.pause > 0) await setTimeout(this.plan.pause);
    }
  }

  async until(isReached: () => boolean): Promise<void> {
    while (!isReached()) await setTimeout(10);
  }

  /** Two answers later one request of each browser began after now. */
  async assertMovedTo(keyId: string): Promise<void> {
    const before = this.browsers.map(({ answers }) => answers);
    await this.until(() => this.browsers.every(({ answers }, index) => answers >= before[index]! + 2));
    this.moved = this.browsers.filter((browser) => browser.keyId === keyId).length;
    if (this.moved < this.browsers.length)
      this.tally.fail(`${this.moved} of ${this.browsers.length} on the new key`);
  }

  logged(errors: readonly string[]): void {
    errors.forEach((error) => this.tally.fail(`logged: ${error}`));
  }

  result(): Result {
    const { instances, connections } = this.plan;
    const run = `${count(this.tally.cases)} requests of ${connections} browsers to ${instances} instances on Fastify`;
    return this.tally.result(
      run,
      `${this.tally.failed} lost or of 5xx, ${this.moved} of ${connections} on the new key`,
    );
  }
}
