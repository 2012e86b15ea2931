import { deepStrictEqual } from 'node:assert';
import { interleave, median, ratio } from '../support/measure.js';
import { sessionOf, sizes } from '../support/sessions.js';
import { fixed, heading, microseconds, table, verdict } from '../support/table.js';
import { targets } from '../targets.js';
import { makeCodecs } from './codecs.js';

const OURS = 'nestjs-sealed-session';
const WHOLE = 'ours, a whole session';

/** Seal and unseal of each library, for each size; then what the targets ask for. */
export async function functionTimes({ repetitions }) {
  const codecs = await makeCodecs();
  const measured = [];
  for (const [label, bytes] of Object.entries(sizes)) {
    const calls = await callsFor(codecs, sessionOf(bytes));
    measured.push({
      label,
      seal: await interleave(calls.seal, repetitions),
      unseal: await interleave(calls.unseal, repetitions),
    });
  }
  for (const direction of ['seal', 'unseal']) printTimes(direction, codecs, measured);
  printTargets(measured);
}

/** What is measured, after each library has shown that it gives back what it was given. */
async function callsFor(codecs, data) {
  const seal = {};
  const unseal = {};
  for (const codec of codecs) {
    const value = await codec.seal(data);
    const opened = await codec.unseal(value);
    deepStrictEqual({ ...(codec.dataOf?.(opened) ?? opened) }, data, codec.name);
    seal[codec.name] = codec.sealer?.(data) ?? (() => codec.seal(data));
    unseal[codec.name] = codec.opener?.(value) ?? (() => codec.unseal(value));
  }
  return { seal, unseal };
}

function printTimes(direction, codecs, measured) {
  heading(`${direction}: microseconds, and how many times ours`);
  const cell = (times, name) =>
    `${microseconds(median(times[name]))} (${fixed(ratio(times[name], times[OURS]))})`;
  table(
    [direction, ...measured.map(({ label }) => label)],
    codecs.map(({ name }) => [name, ...measured.map((each) => cell(each[direction], name))]),
  );
}

function printTargets(measured) {
  heading('ours over the other');
  const rows = Object.entries(targets.functions).flatMap(([name, { sizes: asked, ...directions }]) =>
    Object.entries(directions).flatMap(([direction, most]) =>
      measured
        .filter(({ label }) => asked.includes(label))
        .map((each) => [
          `${direction} ${each.label}, over ${name}`,
          ...verdict(ratio(each[direction][OURS], each[direction][name]), most),
          fixed(ratio(each[direction][WHOLE], each[direction][name])),
        ]),
    ),
  );
  table(['', 'ratio', 'target', 'reached', 'a whole session'], rows);
}
