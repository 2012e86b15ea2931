import { median } from '../support/measure.js';

const USERS = 10_000;
const OURS = 'ours, interceptor: false';

/** CPU of a route that reads with 10 000 users' cookies, over the same with one user's: by turns, right after signing in. */
export async function differentCookies(fleet, { rounds, requests }) {
  const many = await fleet.cookiesOf(OURS, USERS);
  const ratios = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = await fleet.run(OURS, 'read', requests, [many[0], many[0]]);
    const different = await fleet.run(OURS, 'read', requests, many);
    ratios.push(different.cpu / one.cpu);
  }
  return median(ratios);
}
