import { describe, expect, it } from '@jest/globals';
import { NestApplication } from '@nestjs/core';

/** Suites of the sample, which is an application for Nest 12: on Nest 11 it can be neither built nor run. */
export function describeSample(name: string, suite: () => void): void {
  if ('enableCsrfProtection' in NestApplication.prototype) {
    describe(name, suite);
    return;
  }
  it(`${name}: left out, this Nest has no app.enableCsrfProtection()`, () => {
    expect(NestApplication.prototype).not.toHaveProperty('enableCsrfProtection');
  });
}
