// Beside the TypeScript: the unit tests get mocha's functions where they ask for jest's.
const globals = new URL('globals.js', import.meta.url).href;

export function resolve(specifier, context, next) {
  return next(specifier === '@jest/globals' ? globals : specifier, context);
}
