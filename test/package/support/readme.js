import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const text = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');

const blocks = Array.from(text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm), ([, language, body]) => ({
  language,
  body,
}));

/** The commands of the first shell block, without their comments: how to install. */
export const installCommands = blocks
  .find(({ language }) => language === 'sh')
  .body.trim()
  .split('\n')
  .map((line) => line.replace(/\s+#.*$/, ''));

/** The files that it shows, in its order: a block whose first line is `// src/app.module.ts` is one. */
export const files = blocks
  .filter(({ language }) => language === 'ts')
  .map(({ body }) => ({ name: /^\/\/ (\S+\.ts)\n/.exec(body)?.[1], body }))
  .filter(({ name }) => name !== undefined);

/** The labels of what `inspect` is shown to print. */
export const inspectLabels = labelsOf(blocks.find(({ body }) => body.includes('inspect\n')).body);

/** The first column of a text in two columns. */
export function labelsOf(output) {
  return Array.from(output.matchAll(/^([a-z ]+?) {2,}\S/gm), ([, label]) => label);
}
