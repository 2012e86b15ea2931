// What the unit tests import from @jest/globals, on mocha: it loads each file once and runs its tests again for each
// mutant, where jest would load the library anew each time. That is minutes instead of hours.
import { format } from 'node:util';
import { jestExpect as expect } from '@jest/expect';
import { ModernFakeTimers } from '@jest/fake-timers';
import { fn } from 'jest-mock';

export { expect };

// Asked for at each call: mocha has others for each file.
export const beforeAll = (hook) => globalThis.before(hook);
export const beforeEach = (hook) => globalThis.beforeEach(hook);
export const afterEach = (hook) => globalThis.afterEach(hook);
export const afterAll = (hook) => globalThis.after(hook);
export const describe = withEach((title, body) => globalThis.describe(title, body));
export const it = withEach((title, body) => globalThis.it(title, () => body()));

/** `define.each(rows)('title %s', (row) => …)`, with `%s` and `$key` in the title. */
function withEach(define) {
  const own = (title, body) => define(title, body);
  own.each = (rows) => (title, body) =>
    rows.forEach((row, index) => {
      const values = Array.isArray(row) ? row : [row];
      // Stryker tells tests apart by their titles.
      define(`${titleOf(title, values)} (${index})`, () => body(...values));
    });
  return own;
}

function titleOf(title, values) {
  const named = title.replaceAll(/\$(\w+)/g, (all, key) => String(values[0]?.[key] ?? all));
  const places = title.match(/%[sjp]/g)?.length ?? 0;
  return format(named.replaceAll('%p', '%j'), ...values.slice(0, places));
}

const timers = new ModernFakeTimers({ global: globalThis, config: { fakeTimers: {} } });

export const jest = {
  fn,
  useFakeTimers: (options) => timers.useFakeTimers(options),
  useRealTimers: () => timers.useRealTimers(),
  setSystemTime: (now) => timers.setSystemTime(now),
};
