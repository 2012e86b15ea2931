import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Argon2id } from '../../lib/legacy/argon2id.js';

const SCRIPT = `
  import { readFileSync } from 'node:fs';
  import { argon2id } from '@noble/hashes/argon2.js';
  const [secret, salt, parameters] = JSON.parse(readFileSync(0, 'utf8'));
  const key = argon2id(Buffer.from(secret, 'base64'), Buffer.from(salt, 'base64'), parameters);
  process.stdout.write(Buffer.from(key).toString('base64'));`;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** `argon2id` of @noble/hashes in a process of its own: within jest it takes 80 seconds instead of 3. */
export const argon2id: Argon2id = (secret, salt, parameters) => {
  const key = execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    cwd: join(import.meta.dirname, '../..'),
    input: JSON.stringify([base64(secret), base64(salt), parameters]),
    encoding: 'utf8',
  });
  return Buffer.from(key, 'base64');
};
