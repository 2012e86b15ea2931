import type { LegacyReader } from './legacy-reader.js';
import { invalid } from './option-errors.js';

/** @throws {SessionError} ERR_SESSION_OPTION_INVALID for what is no reader, or one of a cookie that is ours. */
export function resolveLegacy(readers: unknown, ownName: string): readonly LegacyReader[] {
  if (readers === undefined) return [];
  if (!Array.isArray(readers) || !readers.every(isReader)) {
    throw invalid(
      'legacy',
      'a list of readers from nestjs-sealed-session/legacy',
      'For example [cookieSession({ keys, until: "2027-03-31" })].',
    );
  }
  for (const [index, { name, cookieName }] of readers.entries()) assertName(index, name, cookieName, ownName);
  return Object.freeze([...readers]);
}

/** No reader ever sees a cookie of ours: what does not open here opens nowhere. */
function assertName(index: number, name: string, cookieName: string, ownName: string): void {
  const isOurs = cookieName === ownName || cookieName.startsWith(`${ownName}.`);
  if (!isOurs) return;
  throw invalid(
    `legacy[${index}]`,
    `a reader of another cookie than ${ownName}`,
    `${name} left its sessions under the name of ours: give ours another one with cookie.name.`,
  );
}

const isReader = (reader: unknown): reader is LegacyReader =>
  typeof (reader as Partial<LegacyReader> | null)?.read === 'function' &&
  typeof (reader as Partial<LegacyReader>).cookieName === 'string' &&
  (reader as Partial<LegacyReader>).until instanceof Date;
