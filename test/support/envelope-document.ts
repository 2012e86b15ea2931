import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../docs/envelope.md');

/** A vector as docs/envelope.md prints it; bytes are hexadecimal. */
export interface DocumentVector {
  readonly title: string;
  readonly secret: string;
  readonly cookieName: string;
  readonly key: string;
  readonly keyId: string;
  readonly associatedData: string;
  readonly nonce: string;
  readonly flags: number;
  readonly id: string;
  readonly createdAt: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly json: string;
  readonly plaintext: string;
  readonly value: string;
  readonly cookies: Readonly<Record<string, string>>;
}

export interface DocumentRejection {
  readonly why: string;
  readonly reason: string;
  readonly cookieName: string;
  readonly value: string;
}

const text = readFileSync(FILE, 'utf8');

/** The content of the code block that begins with "```json <label>". */
function block<T>(label: string): T {
  const fence = `\`\`\`json ${label}\n`;
  const start = text.indexOf(fence) + fence.length;
  if (start < fence.length) throw new Error(`docs/envelope.md has no block "${label}"`);
  return JSON.parse(text.slice(start, text.indexOf('\n```', start))) as T;
}

export const documentVectors = block<DocumentVector[]>('vectors');
export const documentRejections = block<DocumentRejection[]>('rejected');
