import { candidateValues } from '../cookie/chunks.js';
import { findCookies } from '../cookie/find-cookies.js';
import { Aead } from '../envelope/aead.js';
import { Envelope, type Opened, type Rejected } from '../envelope/envelope.js';
import { deriveKeys, KeyRing } from '../envelope/key-ring.js';
import { MAX_INPUT_CHARACTERS } from './cookie-input.js';

export interface FoundSealed {
  readonly name: string;
  readonly value: string;
  readonly opened: Opened;
}

/** From the reason that says least to the one that says most: a key that fits tells more than one that does not. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  size: 'it is too short or too long to be a sealed session',
  encoding: 'it is not strict base64url; was it copied whole?',
  version: 'it is not of envelope version 1',
  'unknown-key': 'it was sealed with another secret, or for another cookie name (--name)',
  forged: 'its key id is right but it does not verify: it was altered, or sealed for another cookie name',
};

/** The first session of this library in the text that one of the secrets opens, or why none does. */
export async function openSealed(
  secrets: string[],
  names: string[],
  text: string,
): Promise<FoundSealed | string> {
  const aead = await Aead.load(MAX_INPUT_CHARACTERS);
  let failure: Rejected = { ok: false, reason: 'chunks' };
  for (const name of names) {
    const keys = new KeyRing(aead, deriveKeys(secrets, name));
    const envelope = new Envelope(aead, keys, MAX_INPUT_CHARACTERS);
    for (const value of valuesOf(text, name)) {
      const opened = envelope.unseal(value);
      if (opened.ok) return { name, value, opened };
      if (rank(opened) > rank(failure)) failure = opened;
    }
  }
  return EXPLANATIONS[failure.reason] ?? 'no sealed session, or not all its chunks, in the input';
}

/** Under a name in a Cookie header; a text without pairs is the value itself. */
function valuesOf(text: string, name: string): string[] {
  const { single, joined } = candidateValues(findCookies(text, name));
  const found = [...single, ...joined];
  return found.length > 0 || text.includes('=') ? found : [text];
}

const rank = ({ reason }: Rejected) => Object.keys(EXPLANATIONS).indexOf(reason);
