import { appendElements, indentationAt } from './edits.js';

/** Edits that append entries, each a list of lines, to the `imports` of the module. */
export function metadataEdits(ts, source, style, entries) {
  const metadata = findMetadata(ts, source);
  const { properties } = metadata;
  const imports = properties.find(({ name }) => name?.text === 'imports');
  if (!imports) {
    if (properties.some(ts.isSpreadAssignment)) throw notUnderstood('its metadata is spread from elsewhere');
    return [newProperty(source, metadata, style, entries)];
  }
  const array = imports.initializer;
  if (!array || !ts.isArrayLiteralExpression(array)) throw notUnderstood('its imports are no list in place');
  return appendElements(source, array, entries, style);
}

/** What stands between the parentheses of @Module() on AppModule, or on the first module of the file. */
function findMetadata(ts, source) {
  const found = source.statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
    const decorator = ts.getDecorators(declaration)?.find(({ expression }) => isModuleCall(ts, expression));
    return decorator ? [{ name: declaration.name?.text, argument: decorator.expression.arguments[0] }] : [];
  });
  const { argument } = found.find(({ name }) => name === 'AppModule') ?? found[0] ?? {};
  if (!argument || !ts.isObjectLiteralExpression(argument)) throw notUnderstood('it has no @Module({ … })');
  return argument;
}

const isModuleCall = (ts, expression) =>
  ts.isCallExpression(expression) && expression.expression.getText() === 'Module';

/** `imports` as the first property of the metadata. */
function newProperty({ text }, metadata, { newline, unit }, entries) {
  const outer = indentationAt(text, metadata.getStart());
  const inner = outer + unit;
  const lines = entries.flatMap((entry) => [...entry.slice(0, -1), `${entry.at(-1)},`]);
  const property = ['imports: [', ...lines.map((line) => unit + line), '],'].map(
    (line) => newline + inner + line,
  );
  const start = metadata.getStart() + 1;
  const rest = text.slice(start, metadata.end - 1);
  if (/^\s*\n/.test(rest)) return { start, text: property.join('') };
  const end = start + /^\s*/.exec(rest)[0].length;
  return { start, end, text: property.join('') + newline + (rest.trim() === '' ? outer : inner) };
}

function notUnderstood(why) {
  return new Error(
    `app.module.ts cannot be changed: ${why}. Nothing was changed. Add CookieSessionModule to its imports yourself: ` +
      'README.md of nestjs-sealed-session.',
  );
}
