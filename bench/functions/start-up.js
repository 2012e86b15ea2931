import { execFileSync } from 'node:child_process';
import { median } from '../support/measure.js';
import { heading, table, verdict } from '../support/table.js';
import { targets } from '../targets.js';

const child = new URL('./start-up-child.js', import.meta.url).pathname;

/** What the package adds to the start of a process, each start in a process of its own. */
export function startUp({ starts }) {
  heading('start-up, milliseconds');
  const runs = Array.from({ length: starts }, (_, index) => {
    // By turns which comes first: the files are in the machine's cache for both.
    const [first, second] = index % 2 === 0 ? ['bare', 'ours'] : ['ours', 'bare'];
    return { [first]: startOf(first), [second]: startOf(second) };
  });
  const figures = {
    'start-up over bare Nest, one key': median(runs.map(({ bare, ours }) => ours.start - bare.start)),
    'import of the package': median(runs.map(({ ours }) => ours.load)),
  };
  const rows = Object.entries(targets.startUpMs).map(([name, most]) => [
    name,
    ...verdict(figures[name], most, (milliseconds) => milliseconds.toFixed(1)),
  ]);
  table(['', 'ms', 'target', 'reached'], rows);
}

const startOf = (variant) =>
  JSON.parse(execFileSync(process.execPath, [child, variant], { encoding: 'utf8' }));
