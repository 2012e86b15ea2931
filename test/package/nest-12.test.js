import { describeApplication } from './support/application-suite.js';

describeApplication({
  title: 'a fresh Nest 12 application: ES modules, vitest',
  fixture: 'nest12-esm',
  // vitest 4 is what `nest new` 12 installs, and runs on every Node that Nest 12 does; vitest 5 needs Node 22.12.
  expected: {
    '@nestjs/core': '12',
    '@nestjs/platform-express': '12',
    '@nestjs/platform-fastify': '12',
    vitest: '4',
  },
  typeChecks: ['tsconfig.json'],
  testCommand: [
    'npx',
    'vitest',
    'run',
    '--reporter=verbose',
    '--reporter=json',
    '--outputFile.json=results.json',
  ],
});
