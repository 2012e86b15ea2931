import { hkdfSync } from 'node:crypto';
import { whereMissing } from '../option-errors.js';
import { parseObject, refused, type Refused } from './contents.js';
import { strictBytes } from './encodings.js';
import type { Secret } from './secrets.js';

type Jose = typeof import('jose');

export interface OpenedJwe {
  readonly ok: true;
  /** The protected header: its fields are authenticated as the content is. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly content: Record<string, unknown>;
}

let loading: Promise<Jose> | undefined;

/**
 * The package jose, an optional peer: loaded when the first reader that needs it is prepared, or reads.
 *
 * @throws {SessionError} ERR_SESSION_OPTION_INVALID where it is not installed.
 */
export function loadJose(): Promise<Jose> {
  loading ??= import('jose').catch(
    whereMissing('jose', 'the legacy readers authJs and expressOpenidConnect need'),
  );
  return loading;
}

/** What reading it needs at start-up: without jose the application is to fail there, not at its first old cookie. */
export const prepareJose = async (): Promise<void> => void (await loadJose());

/** A content encryption key, by HKDF-SHA256 (RFC 5869). */
export function contentKey(secret: Secret, salt: string, info: string, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, bytes));
}

/**
 * Opens a JWE in its compact form, encrypted directly (`alg: dir`) with one of the keys; its content is a JSON object.
 *
 * JWE = BASE64URL( header ) "." "" "." BASE64URL( nonce ) "." BASE64URL( ciphertext ) "." BASE64URL( tag )
 *
 * Source: RFC 7516 section 7.1, RFC 7518 section 4.5. No other algorithm is taken, whatever the header asks for.
 */
export async function openJwe(
  value: string,
  keys: readonly Uint8Array[],
  enc: string,
): Promise<OpenedJwe | Refused> {
  if (!isCompact(value)) return refused('encoding');
  const { compactDecrypt } = await loadJose();
  const only = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: [enc] };
  for (const key of keys) {
    const opened = await compactDecrypt(value, key, only).catch(() => undefined);
    if (opened === undefined) continue;
    const content = parseObject(new TextDecoder().decode(opened.plaintext));
    return content ? { ok: true, header: { ...opened.protectedHeader }, content } : refused('contents');
  }
  return refused('forged');
}

/** jose decodes the last characters of a part loosely, so that two texts could be one cookie. */
function isCompact(value: string): boolean {
  const [header, encryptedKey, ...rest] = value.split('.');
  if (rest.length !== 3 || encryptedKey !== '' || rest.includes('')) return false;
  const bytes = [header ?? '', ...rest].map((part) => strictBytes(part, 'base64url'));
  return !bytes.includes(undefined) && parseObject(String(bytes[0])) !== undefined;
}
