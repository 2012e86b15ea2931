import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import type { LegacyReader, LegacyResult } from '../legacy-reader.js';
import { oneOf } from '../option-errors.js';
import { refused, type Refused } from './contents.js';
import { defineReader, type LegacyReaderOptions } from './define-reader.js';
import { percentDecoded, strictBytes } from './encodings.js';
import { readRailsMessage } from './rails-message.js';
import { secretList, type Secret } from './secrets.js';

export interface RailsEncryptedOptions extends LegacyReaderOptions {
  /** The name that `config.session_store` gives the cookie. Rails names it after the application: `_my_app_session`. */
  cookieName: string;
  /** `secret_key_base`, or a list of it and those it replaced. */
  secretKeyBase: Secret | readonly Secret[];
  /**
   * `config.active_support.key_generator_hash_digest_class`. Default: `SHA256`, that of `load_defaults 7.0` and later; an
   * application that kept older defaults has `SHA1`.
   */
  digest?: 'SHA256' | 'SHA1';
}

const SALT = 'authenticated encrypted cookie';
const ITERATIONS = 1000;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Reads the sessions of Rails' cookie store with the defaults of Rails 7 and 8 and the serializer `:json` (or `:hybrid`,
 * `:json_allow_marshal`, whose Ruby Marshal payloads are refused as `contents`).
 *
 * value   = form-encoded( BASE64( ciphertext ) "--" BASE64( nonce ) "--" BASE64( tag ) )
 * cipher  = AES-256-GCM without associated data
 * key     = PBKDF2-HMAC-SHA256( secret_key_base, "authenticated encrypted cookie", 1000 iterations, 32 bytes )
 *
 * Source: ActionDispatch::Cookies (EncryptedKeyRotatingCookieJar), ActiveSupport::MessageEncryptor and KeyGenerator. What
 * is inside stands in rails-message.ts. The purpose names the cookie, and a message without one is refused, though Rails
 * takes it: it may have been made for another cookie. An end is inside only where the session store has `expire_after`.
 */
export function railsEncrypted(options: RailsEncryptedOptions): LegacyReader {
  const secrets = secretList('legacy.railsEncrypted.secretKeyBase', options.secretKeyBase);
  const { digest = 'SHA256' } = options;
  oneOf('legacy.railsEncrypted.digest', digest, ['SHA256', 'SHA1']);
  const keys = secrets.map((secret) => pbkdf2Sync(secret, SALT, ITERATIONS, KEY_BYTES, digest.toLowerCase()));
  return defineReader(options, {
    name: 'railsEncrypted',
    read(cookies, name, now) {
      const parts = partsOf(cookies[name] ?? '');
      if (!parts.ok) return parts;
      const opened = firstOpened(parts, keys);
      if (opened === undefined) return refused('forged');
      const message = readRailsMessage(opened, `cookie.${name}`, now);
      return typeof message === 'string' ? refused(message) : sessionOf(message, parts.nonce);
    },
  });
}

interface Parts {
  readonly ok: true;
  readonly ciphertext: Buffer;
  readonly nonce: Buffer;
  readonly tag: Buffer;
}

function partsOf(raw: string): Parts | Refused {
  // Rack escapes as forms do, where "+" is a blank; its own values hold "%2B".
  const texts = percentDecoded(raw.replaceAll('+', ' ')).split('--');
  const [ciphertext, nonce, tag] = texts.map((text) => strictBytes(text, 'base64'));
  if (texts.length !== 3 || !ciphertext || nonce?.length !== NONCE_BYTES || tag?.length !== TAG_BYTES)
    return refused('encoding');
  return { ok: true, ciphertext, nonce, tag };
}

function firstOpened(parts: Parts, keys: readonly Buffer[]): Buffer | undefined {
  for (const key of keys) {
    const opened = open(parts, key);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

function open({ ciphertext, nonce, tag }: Parts, key: Buffer): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  const start = decipher.update(ciphertext);
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch {
    return undefined;
  }
}

/**
 * Without what Rails keeps for itself. `session_id` stays the same while the cookie changes with every write; a cookie
 * without one is known by its nonce, for its text can be percent-encoded in many ways.
 */
function sessionOf(message: Record<string, unknown>, nonce: Buffer): LegacyResult {
  const { session_id: id, _csrf_token: _, flash: __, ...data } = message;
  return { ok: true, data, identity: typeof id === 'string' ? id : nonce.toString('base64') };
}
