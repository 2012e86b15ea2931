import { createHmac, timingSafeEqual } from 'node:crypto';
import { defineReader, type LegacyReaderOptions } from '../../lib/legacy/define-reader.js';
import type { LegacyReader, LegacyResult } from '../../lib/legacy-reader.js';

const SECRET = 'of the old library';
const sign = (text: string): string => createHmac('sha256', SECRET).update(text).digest('base64url');

let serial = 0;

/** A session as a library of the suites left it: signed JSON, perhaps with the time it began. No two are the same. */
export function oldCookie(data: unknown, createdAt?: number, name = 'old'): string {
  const text = Buffer.from(JSON.stringify({ data, createdAt, serial: (serial += 1) })).toString('base64url');
  return `${name}=${text}.${sign(text)}`;
}

export interface OldReaderOptions extends Partial<LegacyReaderOptions> {
  isAsync?: boolean;
  /** Counts what the reader was asked. */
  asked?: () => void;
}

/** Reads what `oldCookie` makes, at once or a moment later. */
export function oldReader({ isAsync = false, asked, ...options }: OldReaderOptions = {}): LegacyReader {
  return defineReader(
    { until: '2100-01-01', ...options },
    {
      name: 'oldLibrary',
      defaultCookieName: 'old',
      isAsync,
      read: (cookies, cookieName) => {
        asked?.();
        const result = open(cookies[cookieName] ?? '');
        return isAsync ? new Promise((resolve) => setTimeout(() => resolve(result), 5)) : result;
      },
    },
  );
}

function open(value: string): LegacyResult {
  if (value === 'explode') throw new Error('a reader with a bug');
  const [text = '', mac = ''] = value.split('.');
  const expected = Buffer.from(sign(text));
  const given = Buffer.from(mac);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { ok: false, reason: 'forged' };
  const { data, createdAt } = JSON.parse(Buffer.from(text, 'base64url').toString());
  return { ok: true, data, createdAt };
}
