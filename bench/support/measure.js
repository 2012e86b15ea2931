// Times of functions side by side: short batches, one after the other, many times over. What the machine does besides
// then meets all of them alike, and a ratio is taken between batches that ran within the same few milliseconds.
const BATCH_NS = 1e6;

/** Nanoseconds a call of each function, one entry per repetition. The functions may return promises. */
export async function interleave(functions, repetitions) {
  const contestants = [];
  for (const [name, run] of Object.entries(functions)) {
    contestants.push({ name, run, calls: await callsInABatch(run), times: [] });
  }
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const { run, calls, times } of rotated(contestants, repetition))
      times.push(await timeOf(run, calls));
  }
  return Object.fromEntries(contestants.map(({ name, times }) => [name, times]));
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the ratios within each repetition. */
export const ratio = (times, base) => median(times.map((time, index) => time / base[index]));

/** The list, beginning elsewhere each time: nobody always runs after the same neighbour's garbage. */
export const rotated = (list, by) => list.map((_, index) => list[(index + by) % list.length]);

async function timeOf(run, calls) {
  const started = process.hrtime.bigint();
  for (let call = 0; call < calls; call += 1) {
    const answer = run();
    if (answer instanceof Promise) await answer;
  }
  return Number(process.hrtime.bigint() - started) / calls;
}

/** Warms a function up, and tells how many calls of it take a millisecond. */
async function callsInABatch(run) {
  for (let batch = 0; batch < 5; batch += 1) await timeOf(run, 100);
  const once = await timeOf(run, Math.max(5, Math.ceil((20 * BATCH_NS) / (await timeOf(run, 100)))));
  return Math.max(1, Math.round(BATCH_NS / once));
}
