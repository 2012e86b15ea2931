#!/usr/bin/env node
import { doctor } from './doctor.js';
import { inspect } from './inspect.js';
import { keygen } from './keygen.js';

const USAGE = `Usage: nestjs-sealed-session <command>

  keygen    prints a fresh secret
  inspect   reads a cookie value, name=value or a whole Cookie header on standard input, and the secret (several with
            commas between them) from SESSION_SECRET; shows what is sealed in it
            --name <cookie name>   default: the name in the input, else __Host-session, then session
  doctor    reads a Cookie header on standard input and says which legacy reader opens which of its cookies, or why none
            does; the secrets (several with commas between them) come from the environment, those that there are:
              SESSION_SECRET                  cookies of this library
              COOKIE_SESSIONS_SECRET          cookieSessions
              COOKIE_SESSION_KEYS             cookieSession
              CLIENT_SESSIONS_SECRET          clientSessions
              IRON_SESSION_PASSWORD           ironSession
              FASTIFY_SECURE_SESSION_KEY      fastifySecureSession: the key in base64
              EXPRESS_SESSION_SECRET          expressSession: the signature only, its store is not asked
              DJANGO_SECRET_KEY               djangoSigned
              RAILS_SECRET_KEY_BASE           railsEncrypted
              AUTH_SECRET                     authJs, of both versions
              EXPRESS_OPENID_CONNECT_SECRET   expressOpenidConnect
            --data   prints the sessions as well
`;

/** Errors are one line on standard error, and exit code 1. */
async function main([command, ...args]: string[]): Promise<void> {
  if (command === 'keygen') return void process.stdout.write(`${keygen()}\n`);
  if (command === 'inspect')
    return void process.stdout.write(await inspect(args, process.stdin, process.env));
  if (command === 'doctor') return void process.stdout.write(await doctor(args, process.stdin, process.env));
  if (command === '--help' || command === 'help') return void process.stdout.write(USAGE);
  throw new Error('unknown command; commands are keygen, inspect, doctor and help');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`nestjs-sealed-session: ${message.replaceAll('\n', ' ')}\n`);
  process.exitCode = 1;
});
