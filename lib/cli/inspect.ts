import { parseArgs } from 'node:util';
import { formatKeyId, VERSION } from '../envelope/key-ring.js';
import { readPasted, secretsOf } from './cookie-input.js';
import { openSealed, type FoundSealed } from './open-sealed.js';

const DEFAULT_NAMES = ['__Host-session', 'session'];

/** What a cookie holds, as text for people. The secret comes from the environment only: argv is public on a machine. */
export async function inspect(
  args: string[],
  input: AsyncIterable<Buffer | string>,
  environment: Record<string, string | undefined>,
): Promise<string> {
  const only = nameAsked(args);
  const secrets = secretsOf(environment['SESSION_SECRET']);
  if (secrets.length === 0)
    throw new Error('SESSION_SECRET is not set; put the secret there, not on the command line');
  const text = await readPasted(input);
  if (text === '')
    throw new Error('nothing on standard input; paste a cookie value, name=value or a Cookie header');
  const found = await openSealed(secrets, only === undefined ? namesIn(text) : [only], text);
  if (typeof found === 'string') throw new Error(`the cookie does not open: ${found}`);
  return describe(found);
}

/** Node's own messages would print what was typed, and that may be the secret. */
function nameAsked(args: string[]): string | undefined {
  try {
    return parseArgs({ args, options: { name: { type: 'string' } } }).values.name;
  } catch {
    throw new Error('inspect takes --name <cookie name> only; the secret never goes on the command line');
  }
}

/** Names of the pairs in a Cookie header, chunks counted once, else the names that the module uses by default. */
function namesIn(text: string): string[] {
  const names = text.split(';').flatMap((pair) => /^\s*([^=\s]+?)(?:\.\d+)?=/.exec(pair)?.[1] ?? []);
  return names.length > 0 ? [...new Set(names)] : DEFAULT_NAMES;
}

function describe({ name, value, opened: { contents, keyId } }: FoundSealed): string {
  const time = (ms: number) => new Date(ms).toISOString();
  const expired = contents.expiresAt <= Date.now() ? '   (expired)' : '';
  const lines = [
    ['cookie', name],
    ['version', VERSION],
    ['key id', formatKeyId(keyId)],
    ['id', contents.id],
    ['created', time(contents.createdAt)],
    ['issued', time(contents.issuedAt)],
    ['expires', time(contents.expiresAt) + expired],
    ['bytes', value.length],
    ['data', JSON.stringify(JSON.parse(contents.text), null, 2)],
  ];
  return lines.map(([label, content]) => `${String(label).padEnd(9)}${content}\n`).join('');
}
