import { createHmac, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { deriveHandleKeys } from '../../../lib/envelope/key-ring.js';
import { hashedHandles, plainHandles } from '../../../lib/revocation/handles.js';
import { newSecret } from '../../support/envelopes.js';

describe('handles of sessions and subjects', () => {
  it('are HMAC-SHA256 under a key of each secret, newest first', () => {
    const keys = [randomBytes(32), randomBytes(32)];
    const expected = keys.map((key) =>
      createHmac('sha256', key).update('session:abc').digest('base64url').slice(0, 22),
    );
    const handlesOf = hashedHandles(keys);
    expect(handlesOf('session', 'abc')).toEqual(expected);
    expect(handlesOf('session', 'abc')).toEqual(expected);
  });

  it('differ between a session and a subject of one text, between texts, and between cookies', () => {
    const secret = newSecret();
    const [one, other] = ['session', 'visitor'].map((name) =>
      hashedHandles(deriveHandleKeys([secret], name)),
    );
    const all = [one!('session', 'x'), one!('subject', 'x'), one!('session', 'y'), other!('session', 'x')];
    expect(new Set(all.flat()).size).toBe(4);
  });

  it('stay known under a retired secret', () => {
    const [old, fresh] = [newSecret(), newSecret()];
    const before = hashedHandles(deriveHandleKeys([old], 'session'))('session', 'abc');
    const after = hashedHandles(deriveHandleKeys([fresh, old], 'session'))('session', 'abc');
    expect(after).toContain(before[0]);
    expect(after[0]).not.toBe(before[0]);
  });

  it('are right for more sessions than are remembered', () => {
    const key = randomBytes(32);
    const handlesOf = hashedHandles([key]);
    const again = hashedHandles([key]);
    const texts = Array.from({ length: 25_000 }, (_, i) => `s${i}`);
    texts.forEach((text) => handlesOf('session', text));
    expect(texts.filter((text) => handlesOf('session', text)[0] !== again('session', text)[0])).toEqual([]);
  });

  it('show no key', () => {
    const key = Buffer.alloc(32, 'K');
    const shown = inspect(hashedHandles([key]), { showHidden: true, depth: 9 });
    expect(shown).not.toContain('KKKK');
    expect(shown).not.toContain(key.toString('hex').slice(0, 8));
  });

  it('are the texts themselves where nothing leaves the process', () => {
    expect(plainHandles('subject', 'ada')).toEqual(['ada']);
  });
});
