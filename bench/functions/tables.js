import { growth } from './growth.js';
import { profiles } from './profile.js';
import { sealedSizes } from './sizes.js';
import { startUp } from './start-up.js';
import { functionTimes } from './times.js';

export async function functionTables(plan) {
  await functionTimes(plan);
  await profiles(plan);
  await growth(plan);
  await sealedSizes();
  startUp(plan);
}
