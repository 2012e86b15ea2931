import { randomBytes } from 'node:crypto';
import { createManager, managerWith, newSecret } from '../support/library.js';
import { interleave, median, ratio } from '../support/measure.js';
import { sessionOf, sizes } from '../support/sessions.js';
import { heading, microseconds, table, verdict } from '../support/table.js';
import { targets } from '../targets.js';

const DAY = 24 * 60 * 60 * 1000;

/** What unsealing costs as keys, other cookies, data and revocations grow; the path from a Cookie header to the session's data. */
export async function growth({ repetitions }) {
  heading('growth of unseal');
  const rows = [];
  for (const row of [retiredKeys, otherCookies, dataSize, revocations]) rows.push(await row(repetitions));
  table(['', 'microseconds', 'ratio', 'target', 'reached'], rows);
}

async function retiredKeys(repetitions) {
  const secret = newSecret();
  const [one, hundred] = [await managerWith(1, secret), await managerWith(100, secret)];
  const header = `session=${one.seal(sessionOf(300))}`;
  return compare(
    'retired keys, 1 -> 100',
    repetitions,
    () => one.load(header),
    () => hundred.load(header),
  );
}

async function otherCookies(repetitions) {
  const manager = await managerWith();
  const header = `session=${manager.seal(sessionOf(300))}`;
  const others = Array.from({ length: 50 }, (_, index) => `other_${index}=value-of-cookie-${index}`).join(
    '; ',
  );
  return compare(
    'other cookies, 0 -> 50',
    repetitions,
    () => manager.load(header),
    () => manager.load(`${others}; ${header}`),
  );
}

async function revocations(repetitions) {
  const secret = newSecret();
  const [none, million] = [await managerThatKnows(0, secret), await managerThatKnows(1_000_000, secret)];
  const value = none.seal(sessionOf(300));
  const row = await compare(
    'revocations, 0 -> 1 000 000',
    repetitions,
    () => none.unseal(value),
    () => million.unseal(value),
  );
  await Promise.all([none.close(), million.close()]);
  return row;
}

/** With as many revoked sessions in memory as if a store had told of them: by their handles, as Redis has them. */
function managerThatKnows(count, secret) {
  const store = { policy: 'closed', maxStale: Infinity, clockSkew: 0, freshAsOf: () => performance.now() };
  const handle = () => randomBytes(16).toString('base64url');
  const open = async ({ learn }) => {
    const expiresAt = Date.now() + 7 * DAY;
    for (let known = 0; known < count; known += 1) learn({ kind: 'session', handles: [handle()], expiresAt });
    return { ...store, close: async () => {} };
  };
  const cookie = { name: 'session', secure: true };
  return createManager({ secret, cookie, maxBytes: 32_768, revocation: { open } });
}

async function compare(name, repetitions, before, after) {
  const times = await interleave({ before, after }, repetitions);
  const figures = `${microseconds(median(times.before))} -> ${microseconds(median(times.after))}`;
  return [name, figures, ...verdict(ratio(times.after, times.before), targets.growth[name])];
}

/** What a further byte costs: between 3 KB and 12 KB as much as between 60 B and 3 KB, or less. */
async function dataSize(repetitions) {
  const manager = await managerWith();
  const values = Object.fromEntries(
    Object.entries(sizes).map(([label, bytes]) => [label, manager.seal(sessionOf(bytes))]),
  );
  const at = await interleave(
    Object.fromEntries(Object.entries(values).map(([label, value]) => [label, () => manager.unseal(value)])),
    repetitions,
  );
  const slope = (from, to) =>
    at[to].map((time, index) => (time - at[from][index]) / (sizes[to] - sizes[from]));
  const name = 'a byte of data, 60 B -> 12 KB';
  const figures = Object.keys(sizes)
    .map((label) => microseconds(median(at[label])))
    .join(' -> ');
  return [
    name,
    figures,
    ...verdict(ratio(slope('3 KB', '12 KB'), slope('60 B', '3 KB')), targets.growth[name]),
  ];
}
