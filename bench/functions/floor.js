import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

/** The same JSON, UTF-8 and base64url, and no cryptography at all: what nothing can be faster than. */
export const floor = {
  name: 'the floor',
  seal: (data) => Buffer.from(JSON.stringify(data)).toString('base64url'),
  unseal: (value) => JSON.parse(Buffer.from(value, 'base64url').toString()),
};

const key = createSecretKey(randomBytes(32));
const NONCE = 12;
const TAG = 16;

/** AES-256-GCM of node:crypto with its key at hand, and nothing else: no times, no id, no name, no rotation. */
export const bareAesGcm = {
  name: 'bare AES-256-GCM',
  seal(data) {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const head = cipher.update(JSON.stringify(data), 'utf8');
    const tail = cipher.final();
    return Buffer.concat([nonce, head, tail, cipher.getAuthTag()]).toString('base64url');
  },
  unseal(value) {
    const bytes = Buffer.from(value, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE));
    decipher.setAuthTag(bytes.subarray(-TAG));
    const text = decipher.update(bytes.subarray(NONCE, -TAG), undefined, 'utf8');
    return JSON.parse(text + decipher.final('utf8'));
  },
};
