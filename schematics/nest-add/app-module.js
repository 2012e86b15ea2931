import { createRequire } from 'node:module';
import { join } from 'node:path';
import { applyEdits, importNames, styleOf } from './edits.js';
import { metadataEdits } from './module-metadata.js';

/** The application's own TypeScript, which every Nest application has. */
export function loadTypeScript(directory = process.cwd()) {
  try {
    const ts = createRequire(join(directory, 'package.json'))('typescript');
    if (ts.createSourceFile) return ts;
  } catch {
    // Answered below.
  }
  throw new Error(
    `nest add reads app.module.ts with the "typescript" (5 or 6) of the application, which is not there. Nothing was changed.`,
  );
}

/** Whether a file calls `name.forRoot()`, `name.forRootAsync()`; comments and strings do not count. */
export function callsForRoot(ts, text, name) {
  if (!text.includes(`${name}.forRoot`)) return false;
  const calls = (node) =>
    (ts.isPropertyAccessExpression(node) &&
      node.expression.getText() === name &&
      node.name.text.startsWith('forRoot')) ||
    ts.forEachChild(node, calls) === true;
  return calls(parse(ts, text));
}

/** The text of app.module.ts, with CookieSessionModule and what it needs among its imports. */
export function addToModule(ts, text, hasConfig) {
  const source = parse(ts, text);
  const style = styleOf(ts, source);
  const entries = [...(hasConfig ? [] : [['ConfigModule.forRoot()']]), sessionEntry(style)];
  return applyEdits(text, [
    ...importNames(ts, source, style, '@nestjs/config', ['ConfigModule', 'ConfigService']),
    ...importNames(ts, source, style, 'nestjs-sealed-session', ['CookieSessionModule']),
    ...metadataEdits(ts, source, style, entries),
  ]);
}

const parse = (ts, text) => ts.createSourceFile('app.module.ts', text, ts.ScriptTarget.Latest, true);

/** Works whether or not ConfigModule is global. */
const sessionEntry = ({ quote, unit }) => [
  'CookieSessionModule.forRootAsync({',
  `${unit}imports: [ConfigModule],`,
  `${unit}inject: [ConfigService],`,
  `${unit}useFactory: (config: ConfigService) => ({`,
  `${unit}${unit}secret: config.getOrThrow<string>(${quote}SESSION_SECRET${quote}),`,
  `${unit}}),`,
  '})',
];
