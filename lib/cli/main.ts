#!/usr/bin/env node
import { inspect } from './inspect.js';
import { keygen } from './keygen.js';

const USAGE = `Usage: nestjs-sealed-session <command>

  keygen    prints a fresh secret
  inspect   reads a cookie value, name=value or a whole Cookie header on standard input, and the secret (several with
            commas between them) from SESSION_SECRET; shows what is sealed in it
            --name <cookie name>   default: the name in the input, else __Host-session, then session
`;

/** Errors are one line on standard error, and exit code 1. */
async function main([command, ...args]: string[]): Promise<void> {
  if (command === 'keygen') return void process.stdout.write(`${keygen()}\n`);
  if (command === 'inspect')
    return void process.stdout.write(await inspect(args, process.stdin, process.env));
  if (command === '--help' || command === 'help') return void process.stdout.write(USAGE);
  throw new Error('unknown command; commands are keygen, inspect and help');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`nestjs-sealed-session: ${message.replaceAll('\n', ' ')}\n`);
  process.exitCode = 1;
});
