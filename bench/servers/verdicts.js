import { median } from '../support/measure.js';
import { heading, table, verdict } from '../support/table.js';
import { targets } from '../targets.js';

const OURS = 'ours, interceptor: false';
const WITH_INTERCEPTOR = 'ours, with the interceptor';
const NO_PEERS = ['bare', 'empty interceptor', OURS, WITH_INTERCEPTOR];
const ENCRYPTING = ['client-sessions', 'iron-session', '@fastify/secure-session'];

/** The figures that issue 7 asks for, from the rounds of one platform. */
export function printTargets(platform, figures, differentCookies) {
  const cpu = (name, route) => figures[name][route].map((figure) => figure.cpu);
  const bare = cpu('bare', 'untouched');
  const over = (times, base) => median(times.map((time, round) => time / base[round]));
  const added = (times) => times.map((time, round) => time - bare[round]);
  const peers = Object.keys(figures).filter((name) => !NO_PEERS.includes(name));
  /** The best peer adds least: beside it, what ours adds is the largest part. */
  const ofBestPeer = (route, names) => {
    const ours = median(added(cpu(OURS, route)));
    return ours / Math.min(...names.map((name) => median(added(cpu(name, route)))));
  };
  const { untouchedWithInterceptor, ofBestPeer: part, differentCookies: most, ...limits } = targets.servers;
  const limit = limits[platform];
  heading(`${platform}: targets`);
  table(
    ['CPU of the server', 'ratio', 'target', 'reached'],
    [
      [
        'untouched, interceptor: false, over bare',
        ...verdict(over(cpu(OURS, 'untouched'), bare), limit.untouched),
      ],
      [
        'untouched, with the interceptor, over an empty one',
        ...verdict(
          over(cpu(WITH_INTERCEPTOR, 'untouched'), cpu('empty interceptor', 'untouched')),
          untouchedWithInterceptor,
        ),
      ],
      ['read, interceptor: false, over bare', ...verdict(over(cpu(OURS, 'read'), bare), limit.read)],
      ['what read adds, over the best peer', ...verdict(ofBestPeer('read', peers), part)],
      ['changed, interceptor: false, over bare', ...verdict(over(cpu(OURS, 'changed'), bare), limit.changed)],
      [
        'what changed adds, over the best peer that encrypts',
        ...verdict(
          ofBestPeer(
            'changed',
            peers.filter((name) => ENCRYPTING.includes(name)),
          ),
          part,
        ),
      ],
      ['read, 10 000 cookies over one', ...verdict(differentCookies, most)],
    ],
  );
}
