import { SessionError } from './errors.js';

const MODULE_OPTIONS = ['interceptor', 'name', 'isGlobal'];
/** How Node's two module systems say that there is no such package. */
const NOT_FOUND = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/** @throws {SessionError} ERR_SESSION_OPTION_UNKNOWN for a key that is none of the known ones. */
export function refuseUnknown(options: object, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const hint = MODULE_OPTIONS.includes(unknown)
    ? `"${unknown}" stands beside useFactory, useClass or useExisting, not in what they return.`
    : `Known are: ${known.join(', ')}.`;
  throw new SessionError(
    'ERR_SESSION_OPTION_UNKNOWN',
    `nestjs-sealed-session: unknown option "${prefix}${unknown}". ${hint}`,
  );
}

/** @throws {SessionError} ERR_SESSION_OPTION_INVALID unless it is one of these. */
export function oneOf(option: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  throw invalid(option, `one of ${allowed.map((one) => JSON.stringify(one) ?? 'nothing').join(', ')}`);
}

export function invalid(option: string, expected: string, hint = ''): SessionError {
  return new SessionError(
    'ERR_SESSION_OPTION_INVALID',
    `nestjs-sealed-session: option "${option}" must be ${expected}. ${hint}`.trimEnd(),
  );
}

/**
 * What to do where an optional peer dependency did not load: says how to install it, or passes on what else went wrong.
 *
 * @example
 * await import('jose').catch(whereMissing('jose', 'the legacy reader authJs needs'))
 */
export function whereMissing(name: string, whatNeeds: string): (error: unknown) => never {
  return (error) => {
    if (!NOT_FOUND.includes(String((error as { code?: unknown } | undefined)?.code))) throw error;
    throw new SessionError(
      'ERR_SESSION_OPTION_INVALID',
      `nestjs-sealed-session: ${whatNeeds} the package "${name}". Install it: npm install ${name}`,
    );
  };
}
