import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, randomFillSync } from 'node:crypto';
import { stringifyData } from '../support/library.js';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
const key = createSecretKey(randomBytes(32));
const options = { authTagLength: TAG };

/** AES-256-GCM of node:crypto with its key at hand, and nothing else: no times, no id, no name, no rotation, no checks. */
export const bareAesGcm = {
  name: 'bare AES-256-GCM',
  seal(data) {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, key, nonce, options);
    const ciphertext = cipher.update(JSON.stringify(data), 'utf8');
    cipher.final();
    return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]).toString('base64url');
  },
  unseal(value) {
    const bytes = Buffer.from(value, 'base64url');
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), options);
    decipher.setAuthTag(bytes.subarray(-TAG));
    const text = decipher.update(bytes.subarray(NONCE, -TAG));
    decipher.final();
    return JSON.parse(text.toString());
  },
};

// Ours with the other cipher: the fields of docs/envelope.md, a key id that is looked up, associated data, nonces from a
// pool, buffers that are kept, plain JSON, strict base64url, expiry, plaintext wiped. What is left between the two is the cipher.
//
// value = 01 | key id 4 | nonce 12 | ciphertext | tag 16      sealed = flags 1 | id 16 | times 6 5 5 | JSON
const NONCE_AT = 5;
const CIPHERTEXT_AT = NONCE_AT + NONCE;
const TEXT_AT = 33;
const LARGEST = 32_768;
const KEY_ID = 0x8d0f53c1;
const LIFETIME_MS = 86_400_000;
const keys = new Map([[KEY_ID, key]]);
const associated = Buffer.from('nestjs-sealed-session/v1 kkkk  session');
const sealed = Buffer.alloc(LARGEST);
const plain = Buffer.alloc(LARGEST);
const pool = Buffer.alloc(4096);
let used = pool.length;

export const aesGcmSameWork = {
  name: 'AES-256-GCM, the same work',
  seal(data) {
    const length = writeContents(stringifyData(data));
    sealed[0] = 1;
    sealed.writeUInt32BE(KEY_ID, 1);
    takeNonce();
    const cipher = createCipheriv(CIPHER, key, sealed.subarray(NONCE_AT, CIPHERTEXT_AT), options);
    cipher.setAAD(associated);
    const ciphertext = cipher.update(plain.subarray(0, length));
    cipher.final();
    plain.fill(0, 0, length);
    sealed.set(ciphertext, CIPHERTEXT_AT);
    sealed.set(cipher.getAuthTag(), CIPHERTEXT_AT + length);
    return sealed.toString('base64url', 0, CIPHERTEXT_AT + length + TAG);
  },
  unseal(value) {
    if (value.length > LARGEST) return undefined;
    const length = sealed.write(value, 0, 'base64url');
    if (sealed.toString('base64url', 0, length) !== value || sealed[0] !== 1) return undefined;
    const found = keys.get(sealed.readUInt32BE(1));
    const decipher = createDecipheriv(CIPHER, found, sealed.subarray(NONCE_AT, CIPHERTEXT_AT), options);
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(length - TAG, length));
    const contents = decipher.update(sealed.subarray(CIPHERTEXT_AT, length - TAG));
    decipher.final();
    const session = readContents(contents);
    contents.fill(0);
    return Date.now() < session.expiresAt ? session : undefined;
  },
  dataOf: ({ data }) => data,
};

function writeContents(text) {
  const now = Date.now();
  plain[0] = 0;
  plain.write('AAECAwQFBgcICQoLDA0ODw', 1, 16, 'base64url');
  plain.writeUIntBE(now, 17, 6);
  plain.writeUIntBE(0, 23, 5);
  plain.writeUIntBE(LIFETIME_MS, 28, 5);
  return TEXT_AT + plain.write(text, TEXT_AT, 'utf8');
}

function readContents(contents) {
  const createdAt = contents.readUIntBE(17, 6);
  return {
    flags: contents[0],
    id: contents.toString('base64url', 1, 17),
    createdAt,
    issuedAt: createdAt + contents.readUIntBE(23, 5),
    expiresAt: createdAt + contents.readUIntBE(28, 5),
    data: JSON.parse(contents.toString('utf8', TEXT_AT)),
  };
}

function takeNonce() {
  if (used + NONCE > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  for (let at = NONCE_AT; at < CIPHERTEXT_AT; at += 1) {
    sealed[at] = pool[used];
    pool[used] = 0;
    used += 1;
  }
}
