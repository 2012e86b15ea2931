import { join } from 'node:path';

export default {
  plugins: ['@stryker-mutator/mocha-runner'],
  testRunner: 'mocha',
  testRunnerNodeArgs: ['--import', './assurance/mutation/register.js'],
  coverageAnalysis: 'perTest',
  mochaOptions: {
    // Without the corpus of hostile headers and the races: thousands of cases that would run for each mutant.
    spec: [
      'test/unit/@(envelope|cookie|session)/!(hostile-cookies|races).spec.ts',
      'test/unit/revocation/*.spec.ts',
    ],
    require: [join(import.meta.dirname, 'file-suites.cjs')],
    'no-config': true,
  },
  mutate: ['lib/envelope/**/*.ts', 'lib/cookie/**/*.ts', 'lib/session/**/*.ts', '!**/*.d.ts'],
  ignorePatterns: [
    '/bench',
    '/sample',
    '/dist',
    '/schematics',
    '/assurance/node_modules',
    '/test/e2e',
    '/test/package',
  ],
  concurrency: 2,
  tempDirName: 'assurance/.stryker',
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: 'assurance/dist/mutation.json' },
};
