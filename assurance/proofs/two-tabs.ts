import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SessionManager } from '../../lib/session/session-manager.js';
import { commit, dataOf, Jar, sessionOf, testManager } from '../../test/support/managers.js';
import { type Clock, MINUTE, withClock } from '../clock.js';
import { count, type Proof, Tally } from '../proof.js';

/** What one tab's response tells the browser. */
interface Response {
  readonly lines: readonly string[];
  readonly data: object;
  readonly sealedAt: number;
}

/** Bytes of data: sessions of one cookie, and of two to five. */
const SIZES = [10, 2000, 3000, 6000, 9000, 12_000];

export const twoTabs: Proof = {
  name: 'two-tabs',
  title: 'Two requests of one browser at once, one of which changes data',
  target: 'the last response wins, 0 torn',
  async run(size) {
    const manager = await testManager({ timeout: 60 * MINUTE, maxBytes: 20_000 });
    const tally = await withClock((clock) => openTabs(manager, clock, size === 'full' ? 10_000 : 300));
    return tally.result(
      `${count(tally.cases)} pairs, sessions of 10 to 12 000 bytes, answered in any order`,
      `${tally.failed} otherwise`,
    );
  },
};

/** One browser all the way through, so that whatever one pair leaves behind is there for the next. */
function openTabs(manager: SessionManager, clock: Clock, pairs: number): Tally {
  const tally = new Tally();
  const jar = new Jar();
  for (let pair = 0; pair < pairs; pair += 1) {
    clock.now += randomInt(2 * MINUTE);
    const before = dataOf(manager.load(jar.header));
    const responses = answerBoth(manager, clock, jar.header, pair);
    responses.forEach(({ lines }) => jar.accept(lines));
    const seen = dataOf(manager.load(jar.header));
    const expected = winner(responses)?.data ?? before;
    tally.check(
      () => isDeepStrictEqual(seen, expected),
      () => `pair ${pair}: ${responses.map(show).join(', then ')}`,
    );
  }
  return tally;
}

/** Both requests carry the same cookies; the order in which the responses arrive has nothing to do with it. */
function answerBoth(manager: SessionManager, clock: Clock, header: string, pair: number): Response[] {
  const [changing, reading] = [manager.load(header), manager.load(header)];
  Object.assign(sessionOf(changing), { pair, filling: 'x'.repeat(SIZES[randomInt(SIZES.length)] as number) });
  const responses = inAnyOrder([changing, reading]).map((state) => {
    clock.now += randomInt(3) * 500;
    return { lines: commit(state), data: dataOf(state), sealedAt: clock.now };
  });
  return inAnyOrder(responses);
}

/**
 * The response that arrives last. Where one wrote a single cookie and the other chunks, and the last one cleared nothing of
 * the first, the browser holds both: then the one that was sealed last counts, the single cookie first.
 */
function winner(responses: readonly Response[]): Response | undefined {
  const [first, last] = responses.filter(({ lines }) => lines.length > 0);
  if (first === undefined || last === undefined) return first;
  if (isChunked(first) === isChunked(last) || clearsSomeOf(first, last)) return last;
  if (isChunked(last)) return last.sealedAt > first.sealedAt ? last : first;
  return first.sealedAt > last.sealedAt ? first : last;
}

const nameOf = (line: string) => line.slice(0, line.indexOf('='));
const isExpiry = (line: string) => line.includes('=; Max-Age=0');
const isChunked = ({ lines: [line = ''] }: Response) => nameOf(line) === 'session.0';

function clearsSomeOf({ lines }: Response, last: Response): boolean {
  const written = lines.filter((line) => !isExpiry(line)).map(nameOf);
  return last.lines.some((line) => isExpiry(line) && written.includes(nameOf(line)));
}

const inAnyOrder = <T>(pair: readonly T[]): T[] => (randomInt(2) === 0 ? [...pair] : pair.toReversed());

const show = ({ lines }: Response) => lines.map((line) => line.slice(0, 16)).join(' ') || 'nothing';
