import { join } from 'node:path';

export default {
  plugins: ['@stryker-mutator/mocha-runner'],
  testRunner: 'mocha',
  testRunnerNodeArgs: ['--import', './assurance/mutation/register.js'],
  coverageAnalysis: 'perTest',
  mochaOptions: {
    spec: ['test/unit/@(envelope|cookie|session)/!(hostile-cookies).spec.ts'],
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
