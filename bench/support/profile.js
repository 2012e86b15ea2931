// Where time goes: samples of V8's profiler, booked to places.
import { Session } from 'node:inspector/promises';

const SAMPLE_US = 100;
const STRINGIFY_OR_PARSE = new Set(['stringifyData', 'parseRecord']);

/** The places inside of a session's work. JSON is built into the engine, which books it to the function that calls it. */
export const sessionPlaces = {
  'XChaCha20-Poly1305 (libsodium, WebAssembly)': ({ url }) => url.startsWith('wasm:'),
  'JSON.stringify, JSON.parse': ({ functionName }) => STRINGIFY_OR_PARSE.has(functionName),
  'Buffer: base64url, UTF-8, numbers, wiping': ({ url, functionName }) =>
    url === 'node:buffer' ||
    url === 'node:internal/buffer' ||
    /^(base64url|utf8)(Slice|Write)$/.test(functionName),
  'the code of the package': ({ url }) => url.includes('/dist/esm/'),
  'garbage collector': ({ functionName }) => functionName === '(garbage collector)',
};

/** Starts to sample; the answer stops it and gives the profile. */
export async function startProfile() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return profile;
  };
}

/** Microseconds of a profile by place: that of the first entry of `places` whose function says so of a frame. */
export function timesByPlace({ nodes, samples, timeDeltas }, places) {
  const placeOfFrame = (frame) => Object.keys(places).find((place) => places[place](frame));
  const placeOf = new Map(nodes.map(({ id, callFrame }) => [id, placeOfFrame(callFrame)]));
  const times = Object.fromEntries(Object.keys(places).map((place) => [place, 0]));
  samples.forEach((id, at) => {
    times[placeOf.get(id)] += timeDeltas[at];
  });
  return times;
}
