/** None of them means the same as another where a value is percent-encoded. */
export const REPLACEMENTS = ['A', '0', 'z', '-', '.'];

/** What clients have been seen to send, or might, in place of a cookie. */
export const HOSTILE: readonly string[] = [
  ['', ' ', '.', '*', '%', '%zz', '%00', '%F0%28', '\u0000', '\uD800', '\u00FF', '"', '""', ';', ':'],
  ['null', '[]', '{}', 'undefined', 'NaN', '__proto__', 'constructor', 'e30', 'e30=', 's:.'],
  ['a*b*c*d*e*f*g*h~2', 'Fe26.2*__proto__******~2', 'Fe26.2*1*a*b*c*9*d*e~2', 'eyJhbGciOiJub25lIn0..'],
  ['....', 'a.b.c.d.e', '0.0.0.0.0', '-1.-1.-1.-1.-1', '1e9.1e9.1e9.1e9.1e9', 'a;b', 'a%3Bb', 'a--b'],
  ['.', '*', '%', '%3B', ';', '=', '"', '9', 'a', 'A', '-', ':', '\u00FF', 'Fe26.2*'].map((each) =>
    each.repeat(16_000 / each.length),
  ),
].flat();

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The letter that differs in the last of its six bits: at the end of a text, a lenient decoder does not see it. */
function neighbour(character: string): string {
  const index = BASE64.indexOf(character);
  return BASE64[index ^ 1] ?? 'A';
}

/** A value with each of its characters replaced, one at a time. */
export const changedAnywhere = (value: string): string[] =>
  Array.from(value, (character, at) =>
    [...REPLACEMENTS, neighbour(character)]
      .filter((each) => each !== character)
      .map((each) => value.slice(0, at) + each + value.slice(at + 1)),
  ).flat();

/** A value cut at each length. */
export const cutAnywhere = (value: string): string[] => Array.from(value, (_, at) => value.slice(0, at));

/** A value with something before or behind it. */
export const surrounded = (value: string): string[] =>
  REPLACEMENTS.flatMap((each) => [`${each}${value}`, `${value}${each}`]);
