import { heading, table, verdict } from '../support/table.js';
import { targets } from '../targets.js';

const OURS = 'ours, interceptor: false';
const WITH_INTERCEPTOR = 'ours, with the interceptor';
const NO_PEERS = ['bare', 'empty interceptor', OURS, WITH_INTERCEPTOR];
const ENCRYPTING = ['client-sessions', 'iron-session', '@fastify/secure-session'];

/** The figures that issue 7 asks for, from the rounds of one platform. */
export function printTargets(platform, figures, differentCookies) {
  const peers = figures.names.filter((name) => !NO_PEERS.includes(name));
  const encrypting = peers.filter((name) => ENCRYPTING.includes(name));
  /** The best peer adds least: beside it, what ours adds is the largest part. */
  const ofBestPeer = (route, names) =>
    figures.added(OURS, route) / Math.min(...names.map((name) => figures.added(name, route)));
  const { untouchedWithInterceptor, ofBestPeer: part, differentCookies: most, ...limits } = targets.servers;
  const limit = limits[platform];
  const rows = {
    'untouched, interceptor: false, over bare': [figures.over(OURS, 'untouched', 'bare'), limit.untouched],
    'untouched, with the interceptor, over an empty one': [
      figures.over(WITH_INTERCEPTOR, 'untouched', 'empty interceptor'),
      untouchedWithInterceptor,
    ],
    'read, interceptor: false, over bare': [figures.over(OURS, 'read', 'bare'), limit.read],
    'what read adds, over the best peer': [ofBestPeer('read', peers), part],
    'changed, interceptor: false, over bare': [figures.over(OURS, 'changed', 'bare'), limit.changed],
    'what changed adds, over the best peer that encrypts': [ofBestPeer('changed', encrypting), part],
    'read, 10 000 cookies over one': [differentCookies, most],
  };
  heading(`${platform}: targets`);
  table(
    ['CPU of the server', 'ratio', 'target', 'reached'],
    Object.entries(rows).map(([name, figure]) => [name, ...verdict(...figure)]),
  );
}
