import { randomBytes } from 'node:crypto';
import { Aead } from '../../lib/envelope/aead.js';
import { type Contents, Envelope, newSessionId } from '../../lib/envelope/envelope.js';
import { deriveKeys, KeyRing } from '../../lib/envelope/key-ring.js';

export const newSecret = (): string => randomBytes(32).toString('base64url');

const NOW = Date.UTC(2030, 0, 1);

/** What a value carries, with something in every field. */
export function contents(own: Partial<Contents> = {}): Contents {
  const times = { createdAt: NOW, issuedAt: NOW + 5000, expiresAt: NOW + 90_000_000 };
  return { flags: 0, id: newSessionId(), ...times, text: '{"user":1}', ...own };
}

export interface EnvelopeParts {
  secrets?: readonly string[];
  cookieName?: string;
  maxBytes?: number;
}

export async function testEnvelope({
  secrets = [newSecret()],
  cookieName = 'session',
  maxBytes = 6144,
}: EnvelopeParts = {}): Promise<Envelope> {
  const aead = await Aead.load(maxBytes);
  return new Envelope(aead, new KeyRing(aead, deriveKeys(secrets, cookieName)), maxBytes);
}
