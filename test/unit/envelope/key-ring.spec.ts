import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { deriveHandleKeys, deriveKeys, formatKeyId } from '../../../lib/envelope/key-ring.js';
import { contents, newSecret, testEnvelope } from '../../support/envelopes.js';

const [older, newer, foreign] = [newSecret(), newSecret(), newSecret()];

const only = (secret: string, cookieName = 'session') => {
  const [key] = deriveKeys([secret], cookieName);
  if (key === undefined) throw new Error('no key');
  return key;
};

describe('rotation', () => {
  it('seals with the first secret', async () => {
    const value = (await testEnvelope({ secrets: [newer, older] })).seal(contents());
    expect((await testEnvelope({ secrets: [newer] })).unseal(value).ok).toBe(true);
    expect((await testEnvelope({ secrets: [older] })).unseal(value)).toEqual({
      ok: false,
      reason: 'unknown-key',
    });
  });

  it.each([[[newer, older]], [[older, newer]], [[foreign, newer, older]]])(
    'opens with any secret of the list',
    async (secrets) => {
      const value = (await testEnvelope({ secrets: [older] })).seal(contents());
      expect((await testEnvelope({ secrets })).unseal(value)).toMatchObject({
        ok: true,
        keyId: only(older).id,
      });
    },
  );

  it('tells which key sealed a value', async () => {
    const envelope = await testEnvelope({ secrets: [newer, older] });
    const old = (await testEnvelope({ secrets: [older] })).seal(contents());
    expect(envelope.unseal(old)).toMatchObject({ keyId: only(older).id });
    expect(envelope.unseal(envelope.seal(contents()))).toMatchObject({ keyId: envelope.keyId });
    expect(envelope.keyId).toBe(only(newer).id);
  });
});

describe('collisions of key ids', () => {
  const collision = expect.objectContaining({ code: 'ERR_SESSION_KEY_COLLISION' });

  it('are what a secret listed twice gives, and the message names its place', () => {
    expect(() => deriveKeys([newer, older, newer], 'session')).toThrow(collision);
    expect(() => deriveKeys([newer, older, newer], 'session')).toThrow(/secret\[2\]/);
  });

  it('name no secret', () => {
    const message = String(catching(() => deriveKeys([newer, newer], 'session')));
    expect(message).not.toContain(newer);
  });

  it('of different secrets are refused as well', () => {
    // Found by search: both give the key id caa69ce1 for this cookie.
    const one = '0sZ01zC0XHvaQsQ-9WrC_yKOvc1sBSEpKZJtw-k04R0';
    const two = 'ICEzNneRfK2gmjHjV8Are0rqfIe-xlGrD3WXe0z_Ldw';
    expect(only(one).id).toBe(only(two).id);
    expect(only(one).key).not.toEqual(only(two).key);
    expect(() => deriveKeys([one, two], 'session')).toThrow(collision);
    expect(deriveKeys([one, two], 'other')).toHaveLength(2);
  });
});

describe('derivation', () => {
  it('gives each cookie name a key and a key id of its own', () => {
    const names = ['session', 'Session', '__Host-session', 'session-visitor', 's'];
    const keys = names.map((name) => only(newer, name));
    expect(new Set(keys.map(({ id }) => id)).size).toBe(names.length);
    expect(new Set(keys.map(({ key }) => key.toString('hex'))).size).toBe(names.length);
  });

  it('keeps key id and key apart: neither holds the other', () => {
    const { id, key, associated } = only(newer);
    expect(key).toHaveLength(32);
    expect(key.toString('hex')).not.toContain(formatKeyId(id));
    expect(associated.includes(key)).toBe(false);
  });

  it('binds label, version, key id and the name with its length', () => {
    const { id, associated } = only(newer, 'session');
    const label = Buffer.from('nestjs-sealed-session/v1').toString('hex');
    const name = Buffer.from('session').toString('hex');
    expect(associated.toString('hex')).toBe(`${label}01${formatKeyId(id)}0007${name}`);
  });

  it('takes the secret as it is written', () => {
    expect(only(`${newer} `).id).not.toBe(only(newer).id);
    expect(only(newer.toLowerCase()).id).not.toBe(only(newer).id);
  });

  it('gives the keys of handles apart from all others, the same in every process', () => {
    const info = Buffer.concat([
      Buffer.from('XChaCha20-Poly1305-IETF revocation'),
      Buffer.of(0, 7),
      Buffer.from('session'),
    ]);
    const expected = [newer, older].map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, 'nestjs-sealed-session/v1', info, 32)),
    );
    expect(deriveHandleKeys([newer, older], 'session')).toEqual(expected);
    expect(expected).not.toContainEqual(only(newer).key);
  });

  it('is the same each time', () => {
    expect(only(newer)).toEqual(only(newer));
  });
});

it('shows a key id as eight hexadecimal digits', () => {
  expect([0, 0xab, 0xffffffff].map(formatKeyId)).toEqual(['00000000', '000000ab', 'ffffffff']);
});

function catching(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
