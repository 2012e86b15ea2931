import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { Injectable } from '@nestjs/common';

const PUBLIC = join(import.meta.dirname, '../public');
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Asset {
  type: string;
  content: Buffer;
}

/** Read once at start-up: what is not in the map does not exist, whatever the path looks like. */
@Injectable()
export class AssetsService {
  private readonly assets = new Map(files().map((path) => [path.replaceAll(sep, '/'), load(path)]));

  find(path: string): Asset | undefined {
    return this.assets.get(path);
  }
}

function files(): string[] {
  const entries = readdirSync(PUBLIC, { recursive: true, encoding: 'utf8' });
  return entries.filter((path) => extname(path) in TYPES);
}

function load(path: string): Asset {
  return { type: TYPES[extname(path)] ?? '', content: readFileSync(join(PUBLIC, path)) };
}
