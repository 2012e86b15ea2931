const MINUTE = 60_000;
const STEPS: ReadonlyArray<readonly [number, Intl.RelativeTimeFormatUnit]> = [
  [24 * 60 * MINUTE, 'day'],
  [60 * MINUTE, 'hour'],
  [MINUTE, 'minute'],
];
const relative = new Intl.RelativeTimeFormat('en-GB');
const absolute = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** “3 minutes ago”; the list is up to a minute behind, so less than two is now. */
export function timeSince(date: Date, now = Date.now()): string {
  const passed = now - date.getTime();
  const [step, unit] = STEPS.find(([length]) => passed >= length) ?? [MINUTE, 'minute'];
  return passed < 2 * MINUTE ? 'just now' : relative.format(-Math.floor(passed / step), unit);
}

/** “8 Nov 2026, 14:03 UTC”: without script the server cannot know the visitor's time zone. */
export function pointInTime(date: Date): string {
  return `${absolute.format(date)} UTC`;
}
