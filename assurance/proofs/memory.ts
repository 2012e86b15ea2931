import { newSecret } from '../../test/support/envelopes.js';
import { Browser } from '../app/browser.js';
import { Instance } from '../app/instance.js';
import { count, type Proof, type Result } from '../proof.js';

const CONNECTIONS = 16;
const MOST_BYTES_PER_REQUEST = 1_000_000 / 100_000;

interface Plan {
  /** Until all that is compiled or cached once is there. */
  readonly warmUp: number;
  readonly requests: number;
  /** Looks at the heap, spread evenly. */
  readonly looks: number;
}

const plans = {
  quick: { warmUp: 1000, requests: 2000, looks: 4 },
  full: { warmUp: 50_000, requests: 1_000_000, looks: 20 },
};

export const memory: Proof = {
  name: 'memory',
  title: 'The heap of a server after many requests',
  target: 'slope of at most 1 MB per 100 000 requests',
  async run(size) {
    const instance = await Instance.start('fastify', [newSecret()]);
    const browsers = Array.from({ length: CONNECTIONS }, (_, index) => new Browser(`user-${index}`));
    await Promise.all(
      browsers.map((browser, index) => browser.signIn(instance.port, index % 2 === 0 ? 300 : 3500)),
    );
    const result = await watch(instance, browsers, plans[size]);
    browsers.forEach((browser) => browser.close());
    await instance.stop();
    // A quick run is too short for its slope to mean anything: it shows that the proof can be carried out.
    return size === 'quick' ? { ...result, reached: result.failures?.length === 0 } : result;
  },
};

async function watch(instance: Instance, browsers: readonly Browser[], plan: Plan): Promise<Result> {
  const failures: string[] = [];
  const send = (requests: number) =>
    Promise.all(browsers.map((browser) => visits(browser, instance.port, requests / CONNECTIONS, failures)));
  await send(plan.warmUp);
  const heaps: [requests: number, bytes: number][] = [[0, (await instance.report()).heap]];
  for (let look = 1; look <= plan.looks; look += 1) {
    await send(plan.requests / plan.looks);
    heaps.push([(plan.requests * look) / plan.looks, (await instance.report()).heap]);
  }
  const slope = slopeOf(heaps);
  const run = `${count(plan.requests)} requests over HTTP on Fastify, one in four writes, sessions of 300 and 3 500 bytes`;
  const figure = `${((slope * 100_000) / 1_000_000).toFixed(3)} MB per 100 000 requests`;
  return {
    run,
    figure,
    reached: failures.length === 0 && slope <= MOST_BYTES_PER_REQUEST,
    failures: failures.slice(0, 5),
  };
}

async function visits(browser: Browser, port: number, times: number, failures: string[]): Promise<void> {
  for (let visit = 0; visit < times; visit += 1) {
    const wrong = await browser.visit(port, visit % 4 === 0);
    if (wrong !== undefined) failures.push(wrong);
  }
}

/** Least squares: bytes per request. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (pick: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const covariance = mean(([x, y]) => (x - meanX) * (y - meanY));
  return covariance / mean(([x]) => (x - meanX) ** 2);
}
