import type { ServerResponse } from 'node:http';

/** Appends to what the application set, in whatever form. */
export function appendSetCookie(response: ServerResponse, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const present = response.getHeader('Set-Cookie') ?? [];
  response.setHeader('Set-Cookie', [...(Array.isArray(present) ? present : [String(present)]), ...lines]);
}

/** A response that depends on the session differs by what carries it (Vary, RFC 9110 section 12.5.5). */
export function varyOn(response: ServerResponse, header: string): void {
  const present = headerText(response, 'Vary');
  if (present === '') return void response.setHeader('Vary', header);
  const names = present
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  if (names.includes('*') || names.includes(header.toLowerCase())) return;
  response.setHeader('Vary', `${present}, ${header}`);
}

/**
 * A response with a session cookie is for one person: `private, no-store` (RFC 9111 section 5.2.2), unless the
 * application said `no-store` itself. Returns false when it had said that others may keep it.
 */
export function forbidStoring(response: ServerResponse): boolean {
  const present = headerText(response, 'Cache-Control');
  const isPublic = /(?:^|[\s,])(?:public|s-maxage)(?:[\s,=]|$)/i.test(present);
  if (isPublic || !/(?:^|[\s,])no-store(?:[\s,]|$)/i.test(present)) {
    response.setHeader('Cache-Control', 'private, no-store');
  }
  return !isPublic;
}

function headerText(response: ServerResponse, name: string): string {
  const value = response.getHeader(name);
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}
