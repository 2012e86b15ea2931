// An edit replaces the characters from `start` to `end` of a text. Everything else, comments too, stays as it is.

/** Edits in the order of the text; at one place, in the order in which they are given. */
export function applyEdits(text, edits) {
  let [result, at] = ['', 0];
  for (const { start, end = start, text: inserted } of edits.toSorted(
    (one, other) => one.start - other.start,
  )) {
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at);
}

/** How the file is written: its quotes, semicolons, line ends and indentation. */
export function styleOf(ts, source) {
  const { text } = source;
  const declaration = source.statements.find(ts.isImportDeclaration);
  return {
    quote: declaration?.moduleSpecifier.getText()[0] ?? "'",
    semicolon: declaration && !declaration.getText().endsWith(';') ? '' : ';',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    unit: /^(?:\t| {2,8})(?=\S)/m.exec(text)?.[0] ?? '  ',
  };
}

/** Imports names of a package: in a declaration that is there, else in one of their own after those of packages. */
export function importNames(ts, source, { quote, semicolon, newline }, from, names) {
  const declarations = source.statements.filter(ts.isImportDeclaration);
  const lists = declarations
    .filter(({ moduleSpecifier, importClause }) => moduleSpecifier.text === from && !importClause?.isTypeOnly)
    .map(({ importClause }) => importClause?.namedBindings?.elements ?? []);
  const present = new Set(lists.flatMap((list) => list.filter(isPlain).map(({ name }) => name.text)));
  const missing = names.filter((name) => !present.has(name));
  if (missing.length === 0) return [];
  const [list] = lists;
  if (list?.length > 0) return [{ start: list.at(-1).end, text: `, ${missing.join(', ')}` }];
  const statement = `import { ${missing.join(', ')} } from ${quote}${from}${quote}${semicolon}`;
  const last = declarations.findLast(isOfPackage) ?? declarations.at(-1);
  return [last ? { start: last.end, text: newline + statement } : { start: 0, text: statement + newline }];
}

const isOfPackage = ({ moduleSpecifier }) => !moduleSpecifier.text.startsWith('.');

/** A name that is imported as a value and as itself. */
const isPlain = ({ propertyName, isTypeOnly }) => !propertyName && !isTypeOnly;

/** Adds elements, each a list of lines, at the end of an array; one that stands on a single line gets a line for each. */
export function appendElements({ text }, array, elements, { newline, unit }) {
  const start = array.getStart();
  const close = array.end - 1;
  const outer = indentationAt(text, start);
  const isSpread = text.slice(start, close).includes('\n');
  const first = array.elements[0];
  const hangs = isSpread && first && /^\s*\n/.test(text.slice(first.pos));
  const inner = hangs ? indentationAt(text, first.getStart()) : outer + unit;
  const lines = elements.map((element) => linesOf(element, newline + inner)).join('');
  const last = array.elements.at(-1);
  return [
    ...(isSpread ? [] : array.elements.map(({ pos }) => breakAt(text, pos, newline + inner))),
    ...(last && !array.elements.hasTrailingComma ? [{ start: last.end, text: ',' }] : []),
    { start: text.slice(0, close).trimEnd().length, end: close, text: lines + newline + outer },
  ];
}

const linesOf = (lines, separator) => `${separator}${lines.join(separator)},`;

/** A line break instead of the blanks at a place. */
const breakAt = (text, start, lineBreak) => ({
  start,
  end: start + /^\s*/.exec(text.slice(start))[0].length,
  text: lineBreak,
});

/** The blanks at the beginning of the line of a place. */
export function indentationAt(text, at) {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1);
  return /^[ \t]*/.exec(line)[0];
}
