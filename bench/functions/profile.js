import { sessionPlaces, startProfile, timesByPlace } from '../support/profile.js';
import { sessionOf, sizes } from '../support/sessions.js';
import { heading, table } from '../support/table.js';
import { oursAsCodec } from './ours.js';

const WARM_UP_MS = 500;
const places = { ...sessionPlaces, 'the rest': () => true };

/** Where the time goes, by size, while nothing but seal or unseal runs. */
export async function profiles({ profileMs }) {
  const codec = await oursAsCodec();
  for (const direction of ['seal', 'unseal']) {
    heading(`where the time of ${direction} goes`);
    const columns = [];
    for (const bytes of Object.values(sizes)) {
      const data = sessionOf(bytes);
      const value = codec.seal(data);
      const run = direction === 'seal' ? () => codec.seal(data) : () => codec.unseal(value);
      columns.push(await sharesOf(run, profileMs));
    }
    const rows = Object.keys(places).map((place) => [place, ...columns.map((shares) => shares[place])]);
    table([direction, ...Object.keys(sizes)], rows);
  }
}

async function sharesOf(run, milliseconds) {
  repeat(run, WARM_UP_MS);
  const stop = await startProfile();
  repeat(run, milliseconds);
  const times = timesByPlace(await stop(), places);
  const whole = Object.values(times).reduce((sum, time) => sum + time, 0);
  return Object.fromEntries(
    Object.entries(times).map(([place, time]) => [place, `${Math.round((100 * time) / whole)} %`]),
  );
}

function repeat(run, milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) for (let call = 0; call < 100; call += 1) run();
}
