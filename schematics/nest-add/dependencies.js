import { createRequire } from 'node:module';
import { edit } from './tree.js';

const { name: OWN_NAME, version: OWN_VERSION } = createRequire(import.meta.url)('../../package.json');

/** Releases of @nestjs/config that belong to a major of Nest; since 12 they are counted alike. */
const CONFIG_FOR = { 11: '^4.0.0', 12: '^12.0.0' };

/** Adds what the application now imports to its package.json; returns the names of what was missing. */
export function addDependencies(tree) {
  const manifest = JSON.parse(tree.read('/package.json')?.toString() ?? '{}');
  const missing = [OWN_NAME, '@nestjs/config'].filter((name) => !rangeOf(manifest, name));
  const versions = missing.map((name) => [
    name,
    name === OWN_NAME ? `^${OWN_VERSION}` : configVersion(tree, manifest),
  ]);
  if (missing.length > 0) edit(tree, '/package.json', (text) => withDependencies(text, versions));
  return missing;
}

const rangeOf = ({ dependencies, devDependencies }, name) => dependencies?.[name] ?? devDependencies?.[name];

function configVersion(tree, manifest) {
  const installed = tree.read('/node_modules/@nestjs/common/package.json')?.toString();
  const version = installed ? JSON.parse(installed).version : rangeOf(manifest, '@nestjs/common');
  const [major] = /\d+/.exec(version ?? '') ?? [];
  if (CONFIG_FOR[major]) return CONFIG_FOR[major];
  throw new Error(
    `nestjs-sealed-session works with Nest 11 and 12, and @nestjs/common is ${version ?? 'absent'} here. Nothing was changed.`,
  );
}

/** Sorted, and in the indentation that is there, as package managers write it. */
function withDependencies(text, versions) {
  const manifest = JSON.parse(text);
  const all = { ...manifest.dependencies, ...Object.fromEntries(versions) };
  const sorted = Object.entries(all).toSorted(([one], [other]) => one.localeCompare(other, 'en'));
  const indentation = /^[ \t]+/m.exec(text)?.[0] ?? 2;
  const json = JSON.stringify({ ...manifest, dependencies: Object.fromEntries(sorted) }, null, indentation);
  return (text.includes('\r\n') ? json.replaceAll('\n', '\r\n') : json) + (/\r?\n$/.exec(text)?.[0] ?? '');
}
