import { describe, expect, it } from '@jest/globals';
import { findCookies } from '../../../lib/cookie/find-cookies.js';
import { workPerCharacter } from '../../support/counting-header.js';

describe('16 KB of the worst', () => {
  const fill = (part: string) => part.repeat(Math.floor(16_384 / part.length));
  const worst = [
    'session', 'session ', 'session;', 'session=', 'session=;', 'session.', 'session.;', 'session. ;', 'session.0;',
    'session.0=', 'session.0=;', 'session.1 ', ' session', ';', ' ', '; ', ';session.1', 'sessionsession=;', 's', 'session\t',
  ]; // prettier-ignore

  it.each(worst)('is read in linear time: %p', (part) => {
    const work = workPerCharacter(fill(part), (header) => findCookies(header, 'session'));
    expect(work).toBeLessThan(8);
  });

  it('of blanks between names is read in linear time', () => {
    const text = `session${' '.repeat(8000)}session=1;${' '.repeat(8000)}session=`;
    expect(workPerCharacter(text, (header) => findCookies(header, 'session'))).toBeLessThan(8);
  });
});
