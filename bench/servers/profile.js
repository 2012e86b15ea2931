import { sessionPlaces, timesByPlace } from '../support/profile.js';
import { heading, table } from '../support/table.js';

const IDLE = 'waiting for requests';
const OURS = 'ours, interceptor: false';
const PEERS = { express: 'cookie-session', fastify: '@fastify/secure-session' };
const SOCKET = /^(writev|write(Utf8|Latin1)String|writeBuffer|readStart|shutdown|\(program\))$/;

/** Places of a request beside those of the session's own work, which come first. */
const places = {
  [IDLE]: ({ functionName }) => functionName === '(idle)',
  ...sessionPlaces,
  'on-headers': ({ url }) => url.includes('/node_modules/on-headers/'),
  'Nest and rxjs': ({ url }) => /\/node_modules\/(@nestjs|rxjs|reflect-metadata)\//.test(url),
  'Express or Fastify, and their packages': ({ url }) => url.includes('/node_modules/'),
  'reading from and writing to the socket': ({ functionName }) => SOCKET.test(functionName),
  'Node: HTTP, streams, timers': () => true,
};

/** Where the time of a request goes, in microseconds, beside Nest alone and the peer that adds least. */
export async function printProfile(platform, fleet, { requests }) {
  const columns = {
    bare: ['bare', 'untouched'],
    'ours, untouched': [OURS, 'untouched'],
    'ours, read': [OURS, 'read'],
    'ours, changed': [OURS, 'changed'],
    [`${PEERS[platform]}, read`]: [PEERS[platform], 'read'],
  };
  const times = [];
  for (const [name, route] of Object.values(columns)) times.push(await sample(fleet, name, route, requests));
  heading(`${platform}: where the time of a request goes, us (sampled, which takes time itself)`);
  const rows = Object.keys(places)
    .filter((place) => place !== IDLE)
    .map((place) => [place, ...times.map((column) => column[place].toFixed(1))]);
  table(['', ...Object.keys(columns)], rows);
}

async function sample(fleet, name, route, requests) {
  const amount = 5 * requests;
  await fleet.ask(name, 'profile');
  await fleet.run(name, route, amount);
  const times = timesByPlace(await fleet.ask(name, 'profiled'), places);
  return Object.fromEntries(Object.entries(times).map(([place, time]) => [place, time / amount]));
}
