import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A fenced block: its language, its text, and the line of the document that its first line is. */
export interface Block {
  readonly document: string;
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

export interface Document {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The text with nothing where the blocks stand. */
  readonly prose: string;
  /** Headings as they are written, and where links reach them. */
  readonly headings: ReadonlyArray<{ readonly title: string; readonly anchor: string }>;
}

const FENCE = /^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm;

export function readDocument(path: string): Document {
  const text = readFileSync(join(root, path), 'utf8');
  const prose = text.replaceAll(FENCE, '');
  const headings = Array.from(prose.matchAll(/^#+ (.+)$/gm), ([, title = '']) => ({
    title,
    anchor: anchorOf(title),
  }));
  return { path, text, blocks: blocksOf(path, text), prose, headings };
}

/** The documents that users read. */
export const documents: readonly Document[] = [
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'sample/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join('docs', ...name.split(sep)))
    .toSorted(),
].map(readDocument);

function blocksOf(document: string, text: string): Block[] {
  return Array.from(text.matchAll(FENCE), ({ index, 1: language = '', 2: body = '' }) => {
    const line = text.slice(0, index).split('\n').length + 1;
    return { document, language, text: body, line };
  });
}

/** As GitHub makes it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Targets of links within the repository, relative to it. */
export function localLinks({ path, prose }: Document): Array<{ file: string; anchor: string }> {
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor = ''] = target.split('#');
      return { file: file === '' ? path : posix.join(dirname(path), file), anchor };
    });
}

/** What stands between a heading and the next of its level or above. */
export function section({ text }: Document, title: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === title);
  if (start < 0) throw new Error(`There is no heading "${title}".`);
  const level = lines[start]?.indexOf(' ') ?? 0;
  const end = lines.findIndex((line, at) => at > start && /^#+ /.test(line) && line.indexOf(' ') <= level);
  return lines.slice(start + 1, end < 0 ? undefined : end).join('\n');
}

/** What the first column of the tables in a text has between backticks. */
export function firstColumn(text: string): string[] {
  return Array.from(text.matchAll(/^\| `([^`]+)` +\|/gm), ([, name = '']) => name);
}
