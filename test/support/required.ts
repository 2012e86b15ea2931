/**
 * Something a test wants is not on this machine: says loudly what is skipped, and fails where REQUIRE_ALL_TESTS asks
 * for everything.
 */
export function skipLoudly(what: string, why: string): void {
  const message = `SKIPPED: ${what}, because ${why}`;
  if (process.env['REQUIRE_ALL_TESTS'] === '1') throw new Error(message);
  console.warn(message);
}
