import { SessionError, type SessionErrorCode } from './errors.js';

const MIN_BYTES = 32;
/** Fewer distinct characters than any random secret of this length has (64 hexadecimal digits have about 16). */
const MIN_DISTINCT = 10;

/**
 * Words that random base64url does not hold by chance, but the examples of tutorials, READMEs and .env files do
 * (cookie-session, express-session, iron-session, @fastify/secure-session and this package's own test vector).
 */
const EXAMPLE_WORDS =
  /secret|password|passphrase|changeme|change_me|change-me|example|keyboard.?cat|averylog|averylong|thirtytwo|characters|sealedsession|replaceme|supersecure/i;

/**
 * The secrets as a list.
 *
 * @throws {SessionError} when one is missing, short, repetitive or an example. Messages name the place in the list and the
 * remedy, never the secret.
 */
export function checkSecrets(secret: unknown): readonly string[] {
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (secrets.length === 0) throw refused('MISSING', 'secret', 'is an empty list');
  return secrets.map((one, index) => checkSecret(one, Array.isArray(secret) ? `secret[${index}]` : 'secret'));
}

function checkSecret(secret: unknown, where: string): string {
  if (typeof secret !== 'string' || secret === '') throw refused('MISSING', where, 'is missing or no string');
  const bytes = randomBytesAtMost(secret);
  if (bytes < MIN_BYTES)
    throw refused('SHORT', where, `holds ${bytes} random bytes at most, ${MIN_BYTES} are needed`);
  if (EXAMPLE_WORDS.test(secret)) throw refused('EXAMPLE', where, 'is a known example or made of words');
  if (isRepetitive(secret)) throw refused('REPETITIVE', where, 'repeats itself');
  return secret;
}

function refused(
  kind: 'MISSING' | 'SHORT' | 'EXAMPLE' | 'REPETITIVE',
  where: string,
  why: string,
): SessionError {
  const code: SessionErrorCode = `ERR_SESSION_SECRET_${kind}`;
  return new SessionError(
    code,
    `nestjs-sealed-session: ${where} ${why}. Make one with "npx nestjs-sealed-session keygen" and pass it from the ` +
      'environment, for example as SESSION_SECRET.',
  );
}

/** Four bits a character for hexadecimal, else six, as in base64url. */
function randomBytesAtMost(secret: string): number {
  const bits = /^[0-9a-f]*$/i.test(secret) ? 4 : 6;
  return Math.floor((secret.length * bits) / 8);
}

function isRepetitive(secret: string): boolean {
  return (
    new Set(secret).size < MIN_DISTINCT || smallestPeriod(secret) <= secret.length / 2 || isSequence(secret)
  );
}

/** The length of the part that the text repeats (the last time perhaps not whole), by the prefix function of Knuth, Morris and Pratt. */
function smallestPeriod(text: string): number {
  const border = [0];
  for (let i = 1, length = 0; i < text.length; i++) {
    while (length > 0 && text[i] !== text[length]) length = border[length - 1] as number;
    if (text[i] === text[length]) length += 1;
    border.push(length);
  }
  return text.length - (border.at(-1) as number);
}

/** Mostly runs such as "abcdef" or "987654". */
function isSequence(text: string): boolean {
  const steps = Array.from(text.slice(1), (character, i) => character.charCodeAt(0) - text.charCodeAt(i));
  return steps.filter((step) => Math.abs(step) === 1).length > steps.length / 2;
}
