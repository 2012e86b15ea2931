import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded example of test/vectors/legacy; `at` is when it was made. */
export interface Example {
  readonly title: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly at: number;
  readonly cookies: Readonly<Record<string, string>>;
  readonly data: unknown;
  readonly createdAt?: number;
  readonly identity?: string;
}

const FOLDER = join(import.meta.dirname, '../vectors/legacy');

export function examplesIn(file: string): readonly Example[] {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')).examples;
}

/** The values of all recorded cookies but those of this file. */
export function recordedElsewhere(file: string): string[] {
  const others = readdirSync(FOLDER).filter((each) => each !== file);
  return others.flatMap((each) => examplesIn(each).flatMap(({ cookies }) => Object.values(cookies)));
}
