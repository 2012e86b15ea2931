const swc = [
  '@swc/jest',
  {
    swcrc: false,
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    },
    sourceMaps: 'inline',
  },
];

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testRegex: '\\.(e2e-)?spec\\.ts$',
  // The tarball suite's applications have runners of their own.
  modulePathIgnorePatterns: ['<rootDir>/test/package/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // light-my-request (Fastify's inject) require()s the ESM-only cookie@2, which jest cannot before Node 24.9.
  transform: { '^.+\\.ts$': swc, '/node_modules/(?:.*/)?cookie/.+\\.js$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(?:.*/)?cookie/)'],
  // What is slow on a busy machine is not wrong; tests about time have limits of their own.
  testTimeout: 30_000,
  workerIdleMemoryLimit: '512MB',
};
