const SESSION_COOKIE = /^(?:__Host-)?session(?:\.\d+)?$/;

export interface SealedCookie {
  name: string;
  value: string;
  bytes: number;
}

export interface Segment {
  name: string;
  bytes: number;
  hex: string;
}

/** The session's cookies as the browser sent them. */
export function sealedCookies(header = ''): SealedCookie[] {
  return header.split('; ').flatMap((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return SESSION_COOKIE.test(name) ? [{ name, value, bytes: pair.length }] : [];
  });
}

/** Envelope v1: version 1, key id 4, nonce 24, ciphertext, tag 16. Only a whole one can be taken apart. */
export function segments(cookies: SealedCookie[]): Segment[] {
  const [only, ...more] = cookies;
  if (!only || more.length > 0) {
    return [];
  }
  const bytes = Buffer.from(only.value, 'base64url');
  const cuts = [0, 1, 5, 29, Math.max(29, bytes.length - 16), bytes.length];
  const names = ['version', 'key id', 'nonce', 'ciphertext', 'tag'];
  return names.map((name, i) => segment(name, bytes.subarray(cuts[i], cuts[i + 1])));
}

function segment(name: string, bytes: Buffer): Segment {
  return { name, bytes: bytes.length, hex: bytes.toString('hex') };
}
