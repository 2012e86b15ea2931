import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NONCE_BYTES } from '../../lib/envelope/aead.js';
import { type AeadInput, fromHex } from './aead-calls.js';

const FILE = join(import.meta.dirname, '../../../shared/vectors/xchacha20_poly1305_test.json');

interface RawVector {
  tcId: number;
  comment: string;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: 'valid' | 'invalid';
}

export interface WycheproofVector {
  readonly title: string;
  readonly valid: boolean;
  readonly input: AeadInput;
  readonly plaintext: Buffer;
  readonly sealed: Buffer;
}

/**
 * Project Wycheproof's vectors of XChaCha20-Poly1305, but those with a nonce of another length, which the adapter
 * cannot be given. undefined where the file is absent: it is not part of this repository.
 */
export function readWycheproof(): WycheproofVector[] | undefined {
  if (!existsSync(FILE)) return undefined;
  const { testGroups } = JSON.parse(readFileSync(FILE, 'utf8')) as { testGroups: { tests: RawVector[] }[] };
  const vectors = testGroups.flatMap(({ tests }) => tests);
  return vectors.filter(({ iv }) => iv.length === 2 * NONCE_BYTES).map(toVector);
}

const toVector = ({ tcId, comment, result, ...raw }: RawVector): WycheproofVector => ({
  title: `${tcId} ${comment}`,
  valid: result === 'valid',
  input: { key: fromHex(raw.key), nonce: fromHex(raw.iv), associated: fromHex(raw.aad) },
  plaintext: fromHex(raw.msg),
  sealed: fromHex(raw.ct + raw.tag),
});
