/** The bytes of a text; undefined unless encoding them again gives the same text, for Node's own decoders accept junk. */
export function strictBytes(text: string, encoding: 'base64' | 'base64url' | 'hex'): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  return bytes.toString(encoding) === text ? bytes : undefined;
}

/** As `cookie` and what is built on it reads a value: percent-decoded, or as it stands where it cannot be. */
export function percentDecoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
