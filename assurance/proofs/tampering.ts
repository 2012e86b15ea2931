import { randomBytes } from 'node:crypto';
import type { SessionManager } from '../../lib/session/session-manager.js';
import { headerOf, testManager } from '../../test/support/managers.js';
import { count, type Proof, type Size, Tally } from '../proof.js';

interface Plan {
  /** Bytes of JSON. From 3 KB on, a session is spread over several cookies. */
  readonly sizes: readonly number[];
  /** Places that are changed: each `step`-th. */
  readonly step: number;
  /** Bytes that are put in the place of a character. */
  readonly bytes: readonly number[];
}

const plans: Record<Size, Plan> = {
  quick: { sizes: [10, 6000], step: 37, bytes: [...Buffer.from('\0 ;=,.A_\x80\xff', 'latin1')] },
  full: {
    sizes: [10, 30, 100, 300, 1000, 2500, 6000, 12_000],
    step: 1,
    bytes: Array.from({ length: 256 }, (_, byte) => byte),
  },
};

const MOST_ADDED = 64;

export const tampering: Proof = {
  name: 'tampering',
  title: 'A changed cookie opens nothing',
  target: '0 accepted, 0 exceptions',
  async run(size) {
    const manager = await testManager({ maxBytes: 65_536 });
    const plan = plans[size];
    const tally = tamper(manager, plan, (header) => manager.load(header).stored !== undefined);
    const run =
      `${count(tally.cases)} headers from sessions of ${plan.sizes.join(', ')} bytes: bits flipped, characters ` +
      'substituted, cut off, added';
    return tally.result(run, `${tally.failed} accepted or thrown`);
  },
};

/** Every header that the plan makes is given to `opens`, which must say no; and each untouched one, which opens. */
export function tamper(manager: SessionManager, plan: Plan, opens: (header: string) => boolean): Tally {
  const tally = new Tally();
  for (const size of plan.sizes) {
    const value = sealed(manager, size);
    const header = headerOf(manager, value);
    tally.check(
      () => opens(header),
      () => `${size} bytes do not open at all`,
    );
    for (const changed of changedHeaders(manager, value, plan)) {
      if (changed === header) continue;
      tally.check(
        () => !opens(changed),
        () => `${size} bytes: ${firstDifference(header, changed)}`,
      );
    }
  }
  return tally;
}

/** A session of `size` bytes of JSON. */
function sealed(manager: SessionManager, size: number): string {
  const filling = randomBytes(size)
    .toString('base64url')
    .slice(0, size - '{"a":""}'.length);
  return manager.seal({ a: filling });
}

/** Values are changed and cut into chunks that fit them, as forgers do; and what is on the wire is changed. */
function* changedHeaders(manager: SessionManager, value: string, plan: Plan): Iterable<string> {
  const header = headerOf(manager, value);
  for (const changed of flippedBits(value, plan.step)) yield headerOf(manager, changed);
  for (const changed of otherLengths(value, plan.step)) yield headerOf(manager, changed);
  yield* otherLengths(header, plan.step);
  yield* substituted(header, plan);
}

function* flippedBits(value: string, step: number): Iterable<string> {
  const bytes = Buffer.from(value, 'base64url');
  for (let bit = 0; bit < 8 * bytes.length; bit += step) {
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield bytes.toString('base64url');
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  }
}

/** Every beginning, and up to 64 characters more: zeros and random ones. */
function* otherLengths(text: string, step: number): Iterable<string> {
  for (let length = 0; length < text.length; length += step) yield text.slice(0, length);
  for (let added = 1; added <= MOST_ADDED; added += 1) {
    yield text + 'A'.repeat(added);
    yield text + randomBytes(added).toString('base64url').slice(0, added);
  }
}

/** The names of the cookies stay as they are: under another name a value is not ours at all. */
function* substituted(header: string, { step, bytes }: Plan): Iterable<string> {
  const isName = Array.from(header, () => false);
  for (const { index, 0: name } of header.matchAll(/(^|; )session(\.\d+)?=/g))
    isName.fill(true, index, index + name.length);
  for (let at = 0; at < header.length; at += step) {
    if (isName[at]) continue;
    const [before, after] = [header.slice(0, at), header.slice(at + 1)];
    for (const byte of bytes) yield before + String.fromCharCode(byte) + after;
  }
}

function firstDifference(header: string, changed: string): string {
  const at = Array.from(header).findIndex((character, index) => character !== changed[index]);
  return at === -1
    ? `${changed.length - header.length} characters more`
    : `changed at ${at} of ${header.length}`;
}
