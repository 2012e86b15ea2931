import type { RejectionReason } from '../diagnostics.js';
import { type Aead, NONCE_BYTES, TAG_BYTES } from './aead.js';
import { KEY_ID_BYTES, type KeyRing, VERSION } from './key-ring.js';
import { RandomPool } from './random-pool.js';

// value  = base64url( 01 | key id 4 | nonce 24 | ciphertext | tag 16 )
// sealed = flags 1 | session id 16 | created ms 6 | issued ms after created 5 | expires ms after created 5 | JSON
const NONCE_AT = 1 + KEY_ID_BYTES;
const CIPHERTEXT_AT = NONCE_AT + NONCE_BYTES;
const ID_BYTES = 16;
const ID_AT = 1;
const CREATED_AT = ID_AT + ID_BYTES;
const ISSUED_AT = CREATED_AT + 6;
const EXPIRES_AT = ISSUED_AT + 5;
const TEXT_AT = EXPIRES_AT + 5;

/** Bytes a value has beside its text. */
export const OVERHEAD_BYTES = CIPHERTEXT_AT + TEXT_AT + TAG_BYTES;
const MIN_CHARACTERS = sealedLength(0);

/** What one value carries. Times are milliseconds since 1970; `id` is 16 bytes in base64url. */
export interface Contents {
  readonly flags: number;
  readonly id: string;
  readonly createdAt: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly text: string;
}

export type Opened = { readonly ok: true; readonly contents: Contents; readonly keyId: number };
export type Rejected = { readonly ok: false; readonly reason: RejectionReason };

/** Characters of the value that seals a text of `textBytes` bytes. */
export function sealedLength(textBytes: number): number {
  return Math.ceil(((OVERHEAD_BYTES + textBytes) * 4) / 3);
}

const random = new RandomPool();

/** A fresh session id. */
export function newSessionId(): string {
  const bytes = Buffer.allocUnsafe(ID_BYTES);
  random.fill(bytes, 0, ID_BYTES);
  return bytes.toString('base64url');
}

/** Envelope v1, as docs/envelope.md specifies it. Knows bytes and keys; nothing of cookies, time or HTTP. */
export class Envelope {
  constructor(
    private readonly aead: Aead,
    private readonly keys: KeyRing,
    private readonly maxCharacters: number,
  ) {}

  /** Id of the key that seals. */
  get keyId(): number {
    return this.keys.sealing.id;
  }

  /**
   * Seals with the first key.
   *
   * @throws {RangeError} when the text does not fit; callers check `sealedLength` first and give a better error.
   */
  seal(contents: Contents): string {
    const { aead, keys } = this;
    if (!fits(contents.text, aead.capacity - OVERHEAD_BYTES))
      throw new RangeError('The text is too long to seal');
    const bytes = aead.bytes();
    const { sealed } = aead;
    const length = writeContents(bytes, aead.plain, contents);
    bytes[sealed] = VERSION;
    bytes.writeUInt32BE(keys.sealing.id, sealed + 1);
    random.fill(bytes, sealed + NONCE_AT, NONCE_BYTES);
    aead.encrypt(keys.sealing, sealed + NONCE_AT, sealed + CIPHERTEXT_AT, length);
    bytes.fill(0, aead.plain, aead.plain + length);
    return bytes.toString('base64url', sealed, sealed + CIPHERTEXT_AT + length + TAG_BYTES);
  }

  /** Opens what `seal` made under any of the keys. Whatever the value is, the answer is a value. */
  unseal(value: string): Opened | Rejected {
    const { aead } = this;
    if (typeof value !== 'string') return rejected('encoding');
    if (value.length < MIN_CHARACTERS || value.length > this.maxCharacters) return rejected('size');
    const bytes = aead.bytes();
    const length = decodeStrictly(bytes, aead.sealed, value);
    if (length === undefined) return rejected('encoding');
    if (bytes[aead.sealed] !== VERSION) return rejected('version');
    const key = this.keys.find(bytes.readUInt32BE(aead.sealed + 1));
    if (key === undefined) return rejected('unknown-key');
    if (!aead.decrypt(key, aead.sealed + NONCE_AT, aead.sealed + CIPHERTEXT_AT, length - CIPHERTEXT_AT)) {
      return rejected('forged');
    }
    const end = aead.plain + length - CIPHERTEXT_AT - TAG_BYTES;
    const contents = readContents(bytes, aead.plain, end);
    bytes.fill(0, aead.plain, end);
    return { ok: true, contents, keyId: key.id };
  }
}

const rejected = (reason: RejectionReason): Rejected => ({ ok: false, reason });

/** A UTF-16 unit takes three bytes at most, so most texts need no count. */
function fits(text: string, room: number): boolean {
  return text.length * 3 <= room || Buffer.byteLength(text) <= room;
}

/** Strict base64url (RFC 4648 section 3.5): only what re-encodes to the same text; Node's decoder takes more. */
function decodeStrictly(bytes: Buffer, at: number, value: string): number | undefined {
  const length = bytes.write(value, at, 'base64url');
  return bytes.toString('base64url', at, at + length) === value ? length : undefined;
}

function writeContents(bytes: Buffer, at: number, contents: Contents): number {
  bytes[at] = contents.flags;
  bytes.write(contents.id, at + ID_AT, ID_BYTES, 'base64url');
  bytes.writeUIntBE(contents.createdAt, at + CREATED_AT, 6);
  bytes.writeUIntBE(contents.issuedAt - contents.createdAt, at + ISSUED_AT, 5);
  bytes.writeUIntBE(contents.expiresAt - contents.createdAt, at + EXPIRES_AT, 5);
  return TEXT_AT + bytes.write(contents.text, at + TEXT_AT, 'utf8');
}

function readContents(bytes: Buffer, at: number, end: number): Contents {
  const createdAt = bytes.readUIntBE(at + CREATED_AT, 6);
  return {
    flags: bytes[at] as number,
    id: bytes.toString('base64url', at + ID_AT, at + CREATED_AT),
    createdAt,
    issuedAt: createdAt + bytes.readUIntBE(at + ISSUED_AT, 5),
    expiresAt: createdAt + bytes.readUIntBE(at + EXPIRES_AT, 5),
    text: bytes.toString('utf8', at + TEXT_AT, end),
  };
}
