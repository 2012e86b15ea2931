import { median, rotated } from '../support/measure.js';
import { heading, fixed, table } from '../support/table.js';
import { differentCookies } from './cookies.js';
import { Figures } from './figures.js';
import { Fleet, hasSession, routes } from './fleet.js';
import { inMemoryTimes } from './in-memory.js';
import { startRedis } from './processes.js';
import { printProfile } from './profile.js';
import { printTargets } from './verdicts.js';

/** Every variant of both platforms on every route, in rounds; one platform after the other. */
export async function serverTimes(plan) {
  const redis = await startRedis();
  if (redis === undefined)
    console.log('\nNo redis-server on this machine: express-session with Redis is not measured.');
  try {
    for (const platform of ['express', 'fastify']) {
      await inMemoryTimes(platform, plan);
      await measurePlatform(platform, redis !== undefined, plan);
    }
  } finally {
    redis?.kill();
  }
}

async function measurePlatform(platform, withRedis, plan) {
  const fleet = await Fleet.start(platform, withRedis);
  try {
    const figures = await runRounds(fleet, plan);
    for (const route of routes) await printRoute(platform, route, fleet, figures);
    printTargets(platform, figures, await differentCookies(fleet, plan));
    await printProfile(platform, fleet, plan);
  } finally {
    fleet.stop();
  }
}

/** For each variant and route a list of figures; the rounds that warm up the machine are left out. */
async function runRounds(fleet, { warmUps, rounds, requests }) {
  const figures = new Figures(fleet.names);
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const name of rotated(fleet.names, round + warmUps)) {
      // A process that waited for the others collects more garbage at first, so each route has each place in turn.
      const visit = rotated(routes, round + warmUps).map((route) => (hasSession(name) ? route : 'untouched'));
      for (const [place, route] of visit.entries()) {
        const figure = await fleet.run(name, route, requests);
        if (round >= 0) figures.add(name, route, { ...figure, round, place });
      }
    }
  }
  return figures;
}

async function printRoute(platform, route, fleet, figures) {
  heading(`${platform}, session ${route}`);
  const rows = [];
  for (const name of fleet.names) {
    // Beside a session that is read or changed stands what Nest alone takes.
    const shown = hasSession(name) ? route : 'untouched';
    const runs = figures.of(name, shown);
    rows.push([
      name,
      median(runs.map(({ cpu }) => cpu)).toFixed(1),
      fixed(figures.over(name, shown, 'bare')),
      Math.round(median(runs.map(({ rate }) => rate))),
      median(runs.map(({ p99 }) => p99)),
      await fleet.headerBytes(name, shown),
    ]);
  }
  table(['', 'CPU, ms per 1 000', 'over bare', 'requests/s', 'p99, ms', 'header bytes'], rows);
}
