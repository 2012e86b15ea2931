// Adds up the figures of jest (--json) and of the tarball suite, and prints them as one line:
// `N passed, N failed`. A suite that left no figures counts as one failure, and skipped tests fail too.
import { readFileSync } from 'node:fs';

const none = { passed: 0, failed: 1, skipped: 0 };
const total = process.argv.slice(2).map(read).reduce(add);

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
if (total.failed > 0 || total.skipped > 0) process.exitCode = 1;

function read(file) {
  try {
    const figures = JSON.parse(readFileSync(file, 'utf8'));
    return 'numTotalTests' in figures ? fromJest(figures) : figures;
  } catch (error) {
    console.error(`no figures: ${error.message}`);
    return none;
  }
}

/** A file that could not be run at all has no tests to count: it is one failure. */
function fromJest({
  numPassedTests,
  numFailedTests,
  numRuntimeErrorTestSuites,
  numPendingTests,
  numTodoTests,
}) {
  return {
    passed: numPassedTests,
    failed: numFailedTests + numRuntimeErrorTestSuites,
    skipped: numPendingTests + numTodoTests,
  };
}

function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
