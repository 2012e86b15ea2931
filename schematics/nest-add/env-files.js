import { randomBytes } from 'node:crypto';

/** As dotenv reads it: `export` before the name, and `=` or `: ` after it. */
const ASSIGNMENT = /^([ \t]*(?:export[ \t]+)?SESSION_SECRET[ \t]*(?:=|:[ \t]))(.*)$/m;
const NO_VALUE = /^[ \t]*(?:""|'')?[ \t]*(?:#.*)?$/;
/** A pattern of .gitignore that is about .env, perhaps negated. */
const ABOUT_ENV = /^!?(?:\/|\*\*\/)?(?:\.env\*?|\*\.env|\.\*)$/;

/** .env with a secret: the one that it has, else a fresh one. */
export function withSecret(text) {
  const secret = randomBytes(32).toString('base64url');
  const [, name, value = ''] = ASSIGNMENT.exec(text) ?? [];
  if (name === undefined) return append(text, `SESSION_SECRET=${secret}`);
  return NO_VALUE.test(value) ? text.replace(ASSIGNMENT, `$1${secret}`) : text;
}

/** .env.example with the name of the secret and no value. */
export function withEmptySecret(text) {
  if (ASSIGNMENT.test(text)) return text;
  return append(text, '# Made by: npx nestjs-sealed-session keygen', 'SESSION_SECRET=');
}

/** .gitignore that keeps .env out of version control. The last pattern about a file decides. */
export function withoutSecrets(text) {
  const patterns = text.split(/\r?\n/).map((line) => line.trim());
  const last = patterns.findLast((pattern) => ABOUT_ENV.test(pattern));
  return last === undefined || last.startsWith('!') ? append(text, '.env') : text;
}

/** Lines at the end, whether or not the text ends with a newline. */
function append(text, ...lines) {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' || text.endsWith('\n') ? text : text + newline;
  return start + lines.map((line) => line + newline).join('');
}
