// Hooks of node:module, so that one source of each proof serves jest and plain node, on Node 20 too.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import config from '../jest.config.js';

const [, options] = config.transform['^.+\\.ts$'];

/** Relative imports between TypeScript files name the .js file that a compiler would write. */
export function resolve(specifier, context, next) {
  const isRelative = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
  const source = isRelative && new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
  return next(source && existsSync(source) ? source.href : specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), { ...options, filename });
  return { format: 'module', source: code, shortCircuit: true };
}
