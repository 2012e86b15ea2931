import { inspect } from 'node:util';

/** Secrets and keys in every spelling that an inspection could give them. */
export const spellingsOf = (secrets: readonly string[], keys: readonly Buffer[]): string[] => [
  ...secrets,
  ...keys.flatMap((key) => [
    key.toString('hex'),
    key.toString('hex').replaceAll(/(..)(?!$)/g, '$1 '),
    key.toString('base64url'),
    [...key].join(','),
    [...key].join(', '),
  ]),
];

/** util.inspect with nothing left out. */
export const EVERYTHING = {
  depth: Number.POSITIVE_INFINITY,
  showHidden: true,
  maxArrayLength: 100_000,
  maxStringLength: Number.POSITIVE_INFINITY,
  breakLength: Number.POSITIVE_INFINITY,
  compact: true,
  getters: false,
} as const;

/** What a logger, a debugger's console or an error report could make of an object. */
export const shown = (subject: unknown): string =>
  `${inspect(subject, EVERYTHING)}\n${toJson(subject)}`.replaceAll('\n', ' ');

function toJson(subject: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify(subject, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return undefined;
    return seen.add(value) && value;
  });
}
