import { type Placed, runStryker, scoreOf, show, survivors } from '../mutation/report.js';
import { count, type Proof } from '../proof.js';

const LEAST_SCORE = 90;
const FOLDERS = ['envelope', 'cookie', 'session'];

/** The functions that decide about tag, key id, associated data, expiry and size. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  'lib/envelope/aead.ts': ['decrypt'],
  'lib/envelope/envelope.ts': ['unseal', 'decodeStrictly', 'sealedLength'],
  'lib/envelope/key-ring.ts': ['find', 'deriveKeys', 'deriveKey', 'lengthPrefixed'],
  'lib/session/expiry.ts': ['isOver', 'issue'],
  'lib/session/data-rules.ts': ['wireBytes', 'refusal'],
  'lib/cookie/set-cookie.ts': ['wireBytes'],
};

const score: Proof = {
  name: 'mutation',
  title: 'Mutation score of lib/envelope, lib/cookie and lib/session',
  target: 'at least 90 % each',
  fullOnly: true,
  async run() {
    const placed = runStryker();
    const scores = FOLDERS.map((folder) =>
      scoreOf(placed.filter(({ file }) => file.startsWith(`lib/${folder}/`))),
    );
    return {
      run: `${count(placed.length)} mutants by Stryker against the unit tests of the three folders`,
      figure: scores.map((each) => `${each.toFixed(1)} %`).join(', '),
      reached: scores.every((each) => each >= LEAST_SCORE),
      failures: survivors(placed).map(show),
    };
  },
};

const checks: Proof = {
  name: 'mutation-checks',
  title: 'Mutation score of the checks of tag, key id, associated data, expiry and size',
  target: '100 %',
  fullOnly: true,
  async run() {
    const placed = checksOf(runStryker());
    return {
      run: `${count(placed.length)} mutants of ${Object.values(CHECKS).flat().length} functions`,
      figure: `${scoreOf(placed).toFixed(1)} %`,
      reached: survivors(placed).length === 0,
      failures: survivors(placed).map(show),
    };
  },
};

/** A function that is gone, or renamed, must not pass for one without survivors. */
function checksOf(placed: readonly Placed[]): Placed[] {
  return Object.entries(CHECKS).flatMap(([file, names]) =>
    names.flatMap((name) => {
      const own = placed.filter((each) => each.file === file && each.inFunction === name);
      if (own.length === 0) throw new Error(`${file} has no mutants in a function ${name}`);
      return own;
    }),
  );
}

export const mutation: readonly Proof[] = [score, checks];
