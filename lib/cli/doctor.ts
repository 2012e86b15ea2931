import { parseArgs } from 'node:util';
import type {
  LegacyReader,
  LegacyReason,
  LegacyResult,
  LegacySession,
  RawCookies,
} from '../legacy-reader.js';
import { rawCookiesIn, readPasted, secretsOf } from './cookie-input.js';
import { LIBRARIES, type Attempt, type LegacyLibrary } from './legacy-libraries.js';
import { openSealed } from './open-sealed.js';

type Environment = Record<string, string | undefined>;

/** What doctor says of one cookie. */
interface Finding {
  readonly lines: string[];
  readonly data?: unknown;
}

/** From the reason that says least to the one that says most. */
const EXPLANATIONS: Readonly<Record<LegacyReason, string>> = {
  encoding: 'not its format',
  forged: 'made with another secret or for another cookie name, or altered',
  size: 'longer than 16 KB',
  failed: 'the reader failed; authJs and expressOpenidConnect need the package jose',
  contents: 'authentic, but it holds no JSON object, or no time',
  expired: 'authentic, but its time is over',
};
/** Any other name is not one that a library gives to a cookie. RFC 6265 section 4.1.1: a token. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * Which reader opens which cookie of a Cookie header, or why none does. Secrets come from the environment only, and neither
 * they nor, without `--data`, anything of a session is in the text.
 */
export async function doctor(
  args: string[],
  input: AsyncIterable<Buffer | string>,
  environment: Environment,
): Promise<string> {
  const showData = dataAsked(args);
  const header = await readPasted(input);
  const cookies = rawCookiesIn(header);
  const names = sessionNames(cookies);
  if (names.length === 0)
    throw new Error('no cookie on standard input; paste a whole Cookie header: a session may be several');
  const text: string[] = [];
  for (const name of names) {
    const { lines, data } = await examine(name, cookies, header, environment);
    text.push(name, ...lines.map((line) => `  ${line}`));
    if (showData && data !== undefined) text.push(JSON.stringify(data, null, 2).replaceAll(/^/gm, '  '));
  }
  return `${text.join('\n')}\n`;
}

/** Node's own messages would print what was typed, and that may be a secret. */
function dataAsked(args: string[]): boolean {
  try {
    return parseArgs({ args, options: { data: { type: 'boolean' } } }).values.data ?? false;
  } catch {
    throw new Error('doctor takes --data only; the secrets never go on the command line');
  }
}

/** Names of the cookies, where chunks and signatures count as the cookie that they belong to. */
function sessionNames(cookies: RawCookies): string[] {
  const names = Object.keys(cookies).map((name) => name.replace(/\.\d{1,2}$/, ''));
  const isSignature = (name: string) => name.endsWith('.sig') && names.includes(name.slice(0, -4));
  return [...new Set(names)].filter((name) => NAME.test(name) && !isSignature(name));
}

async function examine(
  name: string,
  cookies: RawCookies,
  header: string,
  environment: Environment,
): Promise<Finding> {
  const own = await examineOwn(name, header, secretsOf(environment['SESSION_SECRET']));
  if (own !== undefined) return own;
  const reasons: string[] = [];
  for (const library of LIBRARIES) {
    if (library.companion !== undefined && !(name + library.companion in cookies)) continue;
    const found = await tryLibrary(library, name, cookies, secretsOf(environment[library.variable]));
    if (typeof found === 'object') return found;
    if (found !== undefined) reasons.push(`${library.reader}: ${found}`);
  }
  if (reasons.length === 0) reasons.push('it has the format of no library whose secret is set');
  return { lines: ['no reader opens it', ...reasons] };
}

async function examineOwn(name: string, header: string, secrets: string[]): Promise<Finding | undefined> {
  if (secrets.length === 0) return undefined;
  const found = await openSealed(secrets, [name], header);
  if (typeof found === 'string') return undefined;
  const { contents } = found.opened;
  const expired = contents.expiresAt <= Date.now() ? ', but it has expired' : '';
  return {
    lines: [`sealed by this library (SESSION_SECRET)${expired}; see inspect`],
    data: JSON.parse(contents.text),
  };
}

/** What one library says of a cookie; undefined where the cookie has nothing to do with it. */
async function tryLibrary(
  library: LegacyLibrary,
  name: string,
  cookies: RawCookies,
  secrets: string[],
): Promise<Finding | string | undefined> {
  // The companion was found, and is as good as the name.
  const fits = library.usualName.test(name) || library.companion !== undefined;
  if (secrets.length === 0) return fits ? `set ${library.variable} to try it; the name fits` : undefined;
  let reason: LegacyReason = 'encoding';
  for (const attempt of attemptsOf(library, secrets, name)) {
    const result = await read(attempt.reader, cookies);
    if (result.ok) return describeOpened(library, attempt, result);
    if (RANKS.indexOf(result.reason) > RANKS.indexOf(reason)) reason = result.reason;
  }
  return reason === 'encoding' && !fits ? undefined : EXPLANATIONS[reason];
}

const RANKS = Object.keys(EXPLANATIONS);

async function read(reader: LegacyReader, cookies: RawCookies): Promise<LegacyResult> {
  try {
    return await reader.read(cookies, Date.now());
  } catch {
    return { ok: false, reason: 'failed' };
  }
}

function describeOpened(library: LegacyLibrary, { options }: Attempt, { data }: LegacySession): Finding {
  const reader = options === undefined ? library.reader : `${library.reader} with ${options}`;
  const opens = `${reader} opens it (${library.variable})`;
  return library.remark === undefined ? { lines: [opens], data } : { lines: [`${opens}; ${library.remark}`] };
}

/** A reader that refuses its secrets says how they should be, and never what they are. */
function attemptsOf({ variable, attempts }: LegacyLibrary, secrets: string[], name: string): Attempt[] {
  try {
    return attempts(secrets, name);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it is not usable';
    throw new Error(`${variable}: ${message.replace('nestjs-sealed-session: ', '')}`, { cause: error });
  }
}
