import { describeApplication } from './support/application-suite.js';

describeApplication({
  title: 'a fresh Nest 11 application: CommonJS, jest 30',
  fixture: 'nest11-cjs',
  expected: {
    '@nestjs/core': '11',
    '@nestjs/platform-express': '11',
    '@nestjs/platform-fastify': '11',
    jest: '30',
  },
  // As `nest new` 11.1 writes it, and as the first 11.0 releases and older applications have it.
  typeChecks: ['tsconfig.json', 'tsconfig.node10.json'],
  testCommand: ['npx', 'jest', '--json', '--outputFile=results.json'],
});
