import type { LegacyReason } from '../legacy-reader.js';
import { isObject, parseObject } from './contents.js';
import { strictBytes } from './encodings.js';

/**
 * The session in a decrypted message of ActiveSupport::MessageEncryptor, or why it is refused.
 *
 * {"_rails":{"message":"BASE64(JSON)","exp":"2027-01-01T00:00:00.000Z" or null,"pur":"cookie._my_app_session"}}
 * {"_rails":{"data":{…},"exp":…,"pur":…}}
 *
 * The first is what the cookie jar of Rails 5.2 to 8 writes: its serializer stands outside the encryptor, so the metadata
 * are wrapped around a string. The second is what a MessageEncryptor of Rails 7.1 and later writes by itself.
 *
 * Source: ActiveSupport::Messages::Metadata.
 */
export function readRailsMessage(
  message: Buffer,
  purpose: string,
  now: number,
): Record<string, unknown> | LegacyReason {
  const envelope = parseObject(message.toString())?.['_rails'];
  if (!isObject(envelope)) return 'contents';
  // Encrypted under the same key for something else: another cookie of the application.
  if (envelope['pur'] !== purpose) return 'forged';
  if (hasEnded(envelope['exp'], now)) return 'expired';
  const data = 'message' in envelope ? unwrap(envelope['message']) : envelope['data'];
  return isObject(data) ? data : 'contents';
}

/** An end that is no date is one that has come. */
function hasEnded(exp: unknown, now: number): boolean {
  if (exp === undefined || exp === null) return false;
  return !(typeof exp === 'string' && Date.parse(exp) > now);
}

/** Ruby's Marshal, which `:hybrid` still reads, is no JSON: it can name any class of the application. */
function unwrap(text: unknown): unknown {
  const bytes = typeof text === 'string' ? strictBytes(text, 'base64') : undefined;
  return bytes && parseObject(bytes.toString());
}
