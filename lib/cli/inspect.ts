import { parseArgs } from 'node:util';
import { candidateValues } from '../cookie/chunks.js';
import { findCookies } from '../cookie/find-cookies.js';
import { Aead } from '../envelope/aead.js';
import { Envelope, type Opened, type Rejected } from '../envelope/envelope.js';
import { deriveKeys, formatKeyId, KeyRing, VERSION } from '../envelope/key-ring.js';

/** Larger than any Cookie header a server takes. */
const MAX_INPUT_CHARACTERS = 65_536;
const DEFAULT_NAMES = ['__Host-session', 'session'];

/** From the reason that says least to the one that says most: a key that fits tells more than one that does not. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  size: 'it is too short or too long to be a sealed session',
  encoding: 'it is not strict base64url; was it copied whole?',
  version: 'it is not of envelope version 1',
  'unknown-key': 'it was sealed with another secret, or for another cookie name (--name)',
  forged: 'its key id is right but it does not verify: it was altered, or sealed for another cookie name',
};

/** What a cookie holds, as text for people. The secret comes from the environment only: argv is public on a machine. */
export async function inspect(
  args: string[],
  input: AsyncIterable<Buffer | string>,
  environment: Record<string, string | undefined>,
): Promise<string> {
  const only = nameAsked(args);
  const secrets = (environment['SESSION_SECRET'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  if (secrets.length === 0)
    throw new Error('SESSION_SECRET is not set; put the secret there, not on the command line');
  const text = (await readAll(input)).trim().replace(/^cookie:\s*/i, '');
  if (text === '')
    throw new Error('nothing on standard input; paste a cookie value, name=value or a Cookie header');
  const aead = await Aead.load(MAX_INPUT_CHARACTERS);
  const { name, value, opened } = openAny(aead, secrets, only === undefined ? namesIn(text) : [only], text);
  return describe(name, value, opened);
}

/** Node's own messages would print what was typed, and that may be the secret. */
function nameAsked(args: string[]): string | undefined {
  try {
    return parseArgs({ args, options: { name: { type: 'string' } } }).values.name;
  } catch {
    throw new Error('inspect takes --name <cookie name> only; the secret never goes on the command line');
  }
}

async function readAll(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const part of input) {
    text += String(part);
    if (text.length > MAX_INPUT_CHARACTERS) throw new Error('the input is too long to be a Cookie header');
  }
  return text;
}

/** Names of the pairs in a Cookie header, chunks counted once, else the names that the module uses by default. */
function namesIn(text: string): string[] {
  const names = text.split(';').flatMap((pair) => /^\s*([^=\s]+?)(?:\.\d+)?=/.exec(pair)?.[1] ?? []);
  return names.length > 0 ? [...new Set(names)] : DEFAULT_NAMES;
}

function openAny(aead: Aead, secrets: string[], names: string[], text: string) {
  let failure: Rejected = { ok: false, reason: 'chunks' };
  for (const name of names) {
    const keys = new KeyRing(aead, deriveKeys(secrets, name));
    const envelope = new Envelope(aead, keys, MAX_INPUT_CHARACTERS);
    const { single, joined } = candidateValues(findCookies(text, name));
    const found = [...single, ...joined];
    for (const value of found.length > 0 || text.includes('=') ? found : [text]) {
      const opened = envelope.unseal(value);
      if (opened.ok) return { name, value, opened };
      if (rank(opened) > rank(failure)) failure = opened;
    }
  }
  throw new Error(
    `the cookie does not open: ${EXPLANATIONS[failure.reason] ?? 'no sealed session, or not all its chunks, in the input'}`,
  );
}

const rank = ({ reason }: Rejected) => Object.keys(EXPLANATIONS).indexOf(reason);

function describe(name: string, value: string, { contents, keyId }: Opened): string {
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
