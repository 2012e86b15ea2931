import { Session } from 'node:inspector/promises';
import { sessionOf, sizes } from '../support/sessions.js';
import { heading, table } from '../support/table.js';
import { oursAsCodec } from './ours.js';

const SAMPLE_US = 100;
const WARM_UP_MS = 500;
const STRINGIFY_OR_PARSE = new Set(['stringifyData', 'parseRecord']);

/** Where a sampled frame belongs. JSON is built into the engine, which books it to the function that calls it. */
const places = {
  'XChaCha20-Poly1305 (libsodium, WebAssembly)': ({ url }) => url.startsWith('wasm:'),
  'JSON.stringify, JSON.parse': ({ functionName }) => STRINGIFY_OR_PARSE.has(functionName),
  'Buffer: base64url, UTF-8, numbers, wiping': ({ url, functionName }) =>
    url === 'node:buffer' ||
    url === 'node:internal/buffer' ||
    /^(base64url|utf8)(Slice|Write)$/.test(functionName),
  'the code of the package': ({ url }) => url.includes('/dist/'),
  'garbage collector': ({ functionName }) => functionName === '(garbage collector)',
  'the rest': () => true,
};

/** Where the time goes, by size: samples of V8's profiler while nothing but seal or unseal runs. */
export async function profiles({ profileMs }) {
  const codec = await oursAsCodec();
  for (const direction of ['seal', 'unseal']) {
    heading(`where the time of ${direction} goes`);
    const columns = [];
    for (const bytes of Object.values(sizes)) {
      const data = sessionOf(bytes);
      const value = codec.seal(data);
      const run = direction === 'seal' ? () => codec.seal(data) : () => codec.unseal(value);
      columns.push(sharesOf(await sample(run, profileMs)));
    }
    const rows = Object.keys(places).map((place) => [place, ...columns.map((shares) => shares[place])]);
    table([direction, ...Object.keys(sizes)], rows);
  }
}

async function sample(run, milliseconds) {
  repeat(run, WARM_UP_MS);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await session.post('Profiler.start');
  repeat(run, milliseconds);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return profile;
}

function repeat(run, milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) for (let call = 0; call < 100; call += 1) run();
}

function sharesOf({ nodes, samples, timeDeltas }) {
  const placeOf = new Map(nodes.map(({ id, callFrame }) => [id, placeOfFrame(callFrame)]));
  const times = new Map();
  samples.forEach((id, at) => {
    const place = placeOf.get(id);
    times.set(place, (times.get(place) ?? 0) + timeDeltas[at]);
  });
  const whole = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  return Object.fromEntries(
    Object.keys(places).map((place) => [place, `${Math.round((100 * (times.get(place) ?? 0)) / whole)} %`]),
  );
}

const placeOfFrame = (frame) => Object.keys(places).find((place) => places[place](frame));
