import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RevokedSessions } from '../../../lib/revocation/revoked-sessions.js';
import type { RevocationEntry } from '../../../lib/revocation-store.js';
import { DAY, HOUR, MINUTE } from '../../support/clock.js';

const now = Date.UTC(2030, 0, 1);

describe('what is known to be revoked', () => {
  it('combines several instants of a subject, and of all, by the latest (CVE-2026-8922)', () => {
    const instant = fc.integer({ min: 1, max: now });
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1 }), (instants) => {
        const known = new RevokedSessions(DAY);
        for (const notBefore of instants) {
          known.learn({ kind: 'subject', handles: ['ada'], notBefore });
          known.learn({ kind: 'all', notBefore });
        }
        expect([known.notBeforeOf(['ada']), known.notBefore]).toEqual([
          Math.max(...instants),
          Math.max(...instants),
        ]);
      }),
    );
  });

  it('knows a session or a subject under any of its handles', () => {
    const known = new RevokedSessions(DAY);
    known.learn({ kind: 'session', handles: ['new', 'old'], expiresAt: now + DAY });
    known.learn({ kind: 'subject', handles: ['n', 'o'], notBefore: now });
    expect([known.hasSession(['x', 'old']), known.hasSession(['new']), known.hasSession(['x'])]).toEqual([
      true,
      true,
      false,
    ]);
    expect([known.notBeforeOf(['o']), known.notBeforeOf(['x', 'n']), known.notBeforeOf([])]).toEqual([
      now,
      now,
      0,
    ]);
  });

  it('forgets a session when none can be alive that it means, and not a second earlier', () => {
    const known = new RevokedSessions(DAY);
    known.learn({ kind: 'session', handles: ['one'], expiresAt: now + HOUR });
    known.sweep(now + HOUR);
    expect(known.hasSession(['one'])).toBe(true);
    known.sweep(now + HOUR + 1001);
    known.sweep(now + HOUR + 1001);
    expect([known.hasSession(['one']), known.size]).toEqual([false, 0]);
  });

  it('keeps the latest end that it heard of a session', () => {
    const known = new RevokedSessions(DAY);
    for (const expiresAt of [now + HOUR, now + DAY, now + MINUTE])
      known.learn({ kind: 'session', handles: ['one'], expiresAt });
    known.sweep(now + 2 * HOUR);
    expect(known.hasSession(['one'])).toBe(true);
  });

  it('forgets an instant of a subject when every session from before it is over', () => {
    const known = new RevokedSessions(DAY);
    known.learn({ kind: 'subject', handles: ['ada'], notBefore: now });
    known.sweep(now + DAY);
    expect(known.hasSubjects).toBe(true);
    known.sweep(now + DAY + 1);
    expect(known.hasSubjects).toBe(false);
  });

  it('comes round to every session of a large set, some at a time', () => {
    const known = new RevokedSessions(DAY);
    const count = 12_000;
    for (let i = 0; i < count; i += 1)
      known.learn({ kind: 'session', handles: [`s${i}`], expiresAt: i % 2 === 0 ? now : now + DAY });
    known.sweep(now + HOUR);
    expect(known.size).toBeGreaterThan(count / 2);
    for (let i = 0; i < 3; i += 1) known.sweep(now + HOUR);
    expect(known.size).toBe(count / 2);
  });

  it('tells all it knows, so that another can learn it', () => {
    const entries: RevocationEntry[] = [
      { kind: 'session', handles: ['a', 'b'], expiresAt: now + HOUR },
      { kind: 'subject', handles: ['ada'], notBefore: now },
      { kind: 'all', notBefore: now - DAY },
    ];
    const [known, other] = [new RevokedSessions(DAY), new RevokedSessions(DAY)];
    entries.forEach((entry) => known.learn(entry));
    for (const entry of known.entries()) other.learn(entry);
    expect([...other.entries()]).toEqual([...known.entries()]);
    expect([
      other.hasSession(['a']),
      other.hasSession(['b']),
      other.notBeforeOf(['ada']),
      other.notBefore,
    ]).toEqual([true, true, now, now - DAY]);
  });
});
