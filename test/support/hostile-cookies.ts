import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionManager } from '../../lib/session/session-manager.js';
import { newSecret } from './envelopes.js';
import { testManager } from './managers.js';
import { sealReference } from './reference-envelope.js';

/** One entry of test/vectors/hostile-cookies.json: `before`, `header` as often as `repeat` says, `after`. */
interface Vector {
  readonly name: string;
  readonly before?: string;
  readonly header: string;
  readonly repeat?: number;
  readonly after?: string;
  readonly opens?: true;
}

export interface HostileCookie {
  readonly name: string;
  readonly header: string;
  /** The user of the session that it opens; undefined for none. */
  readonly user: string | undefined;
}

const DAY = 24 * 60 * 60 * 1000;
const FILE = join(import.meta.dirname, '../vectors/hostile-cookies.json');

/** Room for three chunks. Instances that read the headers must be configured so. */
export const HOSTILE_MAX_BYTES = 12_288;

/** The headers of the file, with values of one secret where it says `{value}`, `{expired}` and so on. */
export async function hostileCookies(secret: string): Promise<HostileCookie[]> {
  const values = await makeValues(secret);
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
  const vectors = JSON.parse(readFileSync(FILE, 'utf8')) as Vector[];
  return vectors.map(({ name, before = '', header, repeat = 1, after = '', opens }) => ({
    name,
    header: fill(before) + fill(header).repeat(repeat) + fill(after),
    user: opens && 'ada',
  }));
}

async function makeValues(secret: string): Promise<Record<string, string>> {
  const options = { secrets: [secret], maxBytes: HOSTILE_MAX_BYTES };
  const manager = await testManager(options);
  const value = manager.seal({ user: 'ada' });
  const [stranger, neighbour] = [await testManager(), await testManager({ ...options, cookieName: 'other' })];
  return {
    value,
    other: manager.seal({ user: 'mallory' }),
    expired: manager.seal({ user: 'ada' }, Date.now() - 30 * DAY),
    foreign: stranger.seal({ user: 'ada' }),
    elsewhere: neighbour.seal({ user: 'ada' }),
    cut: value.slice(0, -1),
    beheaded: value.slice(1),
    capitals: value.toUpperCase(),
    backwards: value.split('').toReversed().join(''),
    ...chunksOf(manager),
    ...authentic(secret),
  };
}

function chunksOf(manager: SessionManager): Record<string, string> {
  const value = manager.seal({ user: 'ada', filling: 'x'.repeat(8000) });
  const pairs = manager.cookies.split(value);
  return Object.fromEntries(pairs.map(([, chunk], index) => [`chunk${index}`, chunk]));
}

/** What only the holder of the secret can make, and the library never does. */
function authentic(secret: string): Record<string, string> {
  const now = Date.now();
  const times = { createdAt: now, issuedAt: now, expiresAt: now + DAY };
  const sealed = (json: string, flags = 0) =>
    sealReference({ flags, id: randomBytes(16), ...times, json }, secret, 'session', randomBytes(24));
  return {
    list: sealed('["ada"]'),
    null: sealed('null'),
    nojson: sealed('{"user":'),
    flags: sealed('{"user":"ada"}', 8),
    large: sealed(JSON.stringify({ user: 'ada', filling: 'x'.repeat(HOSTILE_MAX_BYTES) })),
  };
}

/** The corpus, and the manager that reads it. */
export async function hostileCorpus() {
  const secret = newSecret();
  const manager = await testManager({ secrets: [secret], maxBytes: HOSTILE_MAX_BYTES });
  return { secret, manager, cookies: await hostileCookies(secret) };
}
