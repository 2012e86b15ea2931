import { sessionOf } from '../support/sessions.js';
import { heading, table } from '../support/table.js';
import { targets } from '../targets.js';
import { makeCodecs } from './codecs.js';

/** Characters of what goes into the cookie, signatures in a second cookie included. */
export async function sealedSizes() {
  heading('characters of a sealed value');
  const bytes = Object.keys(targets.sealedCharacters).map(Number);
  const rows = [];
  for (const codec of await makeCodecs()) {
    const values = await Promise.all(bytes.map((each) => codec.seal(sessionOf(each))));
    rows.push([codec.name, ...values.map((value) => [value].flat().join('').length)]);
  }
  const [ours, ...others] = rows;
  const most = bytes.map((each) => targets.sealedCharacters[each]);
  const reached = most.map((each, index) => (ours[index + 1] <= each ? 'yes' : 'NO'));
  table(
    ['', ...bytes.map((each) => `${each} B of JSON`)],
    [ours, ['target', ...most.map((each) => `<= ${each}`)], ['reached', ...reached], ...others],
  );
}
