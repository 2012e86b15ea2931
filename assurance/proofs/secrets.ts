import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { randomInt } from 'node:crypto';
import { createManager } from '../../lib/connect/create-manager.js';
import { channels } from '../../lib/diagnostics.js';
import { deriveKeys } from '../../lib/envelope/key-ring.js';
import type { SessionManager } from '../../lib/session/session-manager.js';
import { newSecret } from '../../test/support/envelopes.js';
import { hostileCookies } from '../../test/support/hostile-cookies.js';
import { commit, Jar, sessionOf } from '../../test/support/managers.js';
import { oldCookie, oldReader } from '../../test/support/old-library.js';
import { shown, spellingsOf } from '../../test/support/secret-traces.js';
import { count, type Proof, Tally } from '../proof.js';

/** What a session holds here and nothing that tells about it may show. */
const MARKER = 'session-data-of-ada';

/** The channels that must have spoken; the others are of the header hook and of a store that is out of reach. */
const SPEAKING = [
  channels.opened, channels.sealed, channels.rejected, channels.renewed, channels.destroyed, channels.tooLarge,
  channels.revoked, channels.moved, channels.legacyRejected,
]; // prettier-ignore

export const secrets: Proof = {
  name: 'secrets',
  title:
    'Secrets, keys, data and sealed values in errors, stacks, inspections, JSON and diagnostics messages',
  target: '0 occurrences',
  async run(size) {
    const own = [newSecret(), newSecret()];
    const manager = await createManager({
      secret: own,
      cookie: { name: 'session', secure: false },
      revocation: true,
      legacy: [oldReader()],
    });
    const headers = (await hostileCookies(own[0] as string)).map(({ header }) => header);
    const heap = new Heap();
    await heap.during(() => live(manager, headers, heap, size === 'full' ? 20_000 : 1000));
    const keys = deriveKeys(own, 'session').map(({ key }) => key);
    const spellings = spellingsOf(own, keys);
    const tally = new Tally();
    for (const each of heap.things) look(shown(each), [...spellings, MARKER, ...heap.values], tally);
    for (const each of [manager, ...heap.states]) look(shown(each), spellings, tally);
    const { messages, errors } = heap;
    const run = `${count(messages)} messages of ${heap.channels.size} channels, ${count(errors)} errors with their stacks, ${count(heap.states.length + 1)} objects`;
    const isWhole = SPEAKING.every((each) => heap.channels.has(String(each.name))) && errors > 0;
    const result = tally.result(run, `${tally.failed} occurrences`);
    return { ...result, reached: result.reached && isWhole };
  },
};

function look(text: string, hidden: readonly string[], tally: Tally): void {
  const found = hidden.filter((each) => text.includes(each));
  tally.check(
    () => found.length === 0,
    () => `${found.length} in ${text.slice(0, 200)}`,
  );
}

/** Everything that the library said while sessions lived: diagnostics messages, and errors with their stacks. */
class Heap {
  readonly things: unknown[] = [];
  readonly states: object[] = [];
  readonly channels = new Set<string>();
  /** The last values that were sealed. */
  readonly values: string[] = [];
  messages = 0;
  errors = 0;

  async during(use: () => unknown): Promise<void> {
    const listen = (message: unknown, name: string | symbol) => {
      this.channels.add(String(name));
      this.messages += 1;
      this.things.push(message);
    };
    const names = Object.values(channels).map(({ name }) => name);
    names.forEach((name) => subscribe(name, listen));
    try {
      await use();
    } finally {
      names.forEach((name) => unsubscribe(name, listen));
    }
  }

  error(error: unknown): void {
    this.errors += 1;
    this.things.push(error, (error as Error).stack);
  }
}

/** Requests of all kinds, good and hostile, and what goes wrong in them. */
function live(manager: SessionManager, headers: readonly string[], heap: Heap, requests: number): void {
  const jar = new Jar();
  for (let turn = 0; turn < requests; turn += 1) {
    const isHostile = randomInt(2) === 0;
    const state = manager.load(isHostile ? oneOf(headers) : jar.header);
    const act = ACTIONS[randomInt(ACTIONS.length)] as (typeof ACTIONS)[number];
    try {
      act(sessionOf(state));
      const lines = commit(state);
      if (!isHostile) jar.accept(lines);
    } catch (error) {
      heap.error(error);
    }
    if (turn % 100 === 0) heap.states.push(state);
    if (turn % 1000 === 0) heap.values.push(...jar.cookies.values());
  }
}

/** Now and then one of another library. */
function oneOf(headers: readonly string[]): string | undefined {
  const choice = randomInt(10);
  if (choice === 0) return 'old=forged';
  return choice === 1 ? oldCookie({ marker: MARKER }) : headers[randomInt(headers.length)];
}

type Session = ReturnType<typeof sessionOf>;

const ACTIONS = [
  (session: Session) => void (session['marker'] = MARKER),
  (session: Session) => void (session['turn'] = randomInt(100)),
  (session: Session) => void session.touch(),
  (session: Session) => void session.regenerate(),
  (session: Session) => void session.destroy(),
  (session: Session) => void (session['marker'] = BigInt(1)),
  (session: Session) => void Object.assign(session, { marker: MARKER, filling: MARKER.repeat(1000) }),
  (session: Session) => void (session['flash'] = MARKER as never),
  (session: Session) => {
    void session.destroy();
    session['marker'] = MARKER;
  },
];
