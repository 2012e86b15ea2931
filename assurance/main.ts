// node --expose-gc --import ./assurance/typescript.js assurance/main.ts [--quick] [NAME ...]
import { cpus } from 'node:os';
import { type Proof, type Result, type Size } from './proof.js';
import { proofs } from './proofs/index.js';

const args = process.argv.slice(2);
const size: Size = args.includes('--quick') ? 'quick' : 'full';
const names = args.filter((arg) => !arg.startsWith('--'));
const wanted = proofs.filter(({ name, fullOnly }) =>
  names.length === 0 ? size === 'full' || !fullOnly : names.includes(name),
);
const unknown = names.filter((name) => !proofs.some((proof) => proof.name === name));
if (unknown.length > 0)
  throw new Error(
    `No such proof: ${unknown.join(', ')}. There are ${proofs.map(({ name }) => name).join(', ')}.`,
  );

const rows: string[][] = [];
const failures: string[] = [];
for (const proof of wanted) {
  const started = Date.now();
  const result = await proof.run(size).catch(brokenBy);
  const seconds = Math.round((Date.now() - started) / 1000);
  console.error(`${proof.name}: ${result.figure} (${seconds} s)`);
  rows.push(rowOf(proof, result));
  failures.push(...(result.failures ?? []).map((failure) => `${proof.name}: ${failure}`));
}

console.log(
  `\nNode ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, ${new Date().toISOString().slice(0, 10)}, ${size}\n`,
);
table(['proof', 'name', 'what was run', 'figure to reach', 'result', 'reached'], rows);
if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
const having = (verdict: string) => rows.filter((row) => row.at(-1) === verdict).length;
console.log(`\n${having('yes')} proofs hold, ${having('NO')} do not, ${having('skipped')} skipped`);
process.exit(having('NO') === 0 ? 0 : 1);

function rowOf({ title, name, target }: Proof, { run, figure, reached }: Result): string[] {
  const verdict = reached === 'skipped' ? reached : reached ? 'yes' : 'NO';
  return [title, `\`${name}\``, run, target, figure, verdict];
}

/** A proof that could not be carried out is not reached. */
function brokenBy(error: unknown): Result {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { run: 'broke off', figure: 'none', reached: false, failures: [text] };
}

function table(columns: string[], cells: string[][]): void {
  const lines = [columns, columns.map(() => '---'), ...cells];
  console.log(lines.map((line) => `| ${line.join(' | ')} |`).join('\n'));
}
