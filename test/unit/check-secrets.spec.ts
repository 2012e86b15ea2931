import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkSecrets } from '../../lib/check-secrets.js';
import { SessionError } from '../../lib/errors.js';

const random = (bytes = 32, encoding: BufferEncoding = 'base64url') => randomBytes(bytes).toString(encoding);

/** Code and message with which it is refused. */
function refusal(secret: unknown): { code: string; message: string } {
  try {
    checkSecrets(secret);
  } catch (error) {
    if (error instanceof SessionError) return { code: error.code, message: error.message };
  }
  return { code: 'none', message: '' };
}

const codeOf = (secret: unknown) => refusal(secret).code.replace('ERR_SESSION_SECRET_', '');

describe('a secret is taken', () => {
  it('of 32 random bytes or more, in base64url or hexadecimal', () => {
    for (let i = 0; i < 2000; i++) {
      expect(codeOf(random())).toBe('none');
      expect(codeOf(random(32, 'hex'))).toBe('none');
    }
    expect(codeOf(random(48))).toBe('none');
    expect(codeOf(random(512))).toBe('none');
  });

  it('as it is, alone or in a list', () => {
    const [one, two] = [random(), random()];
    expect(checkSecrets(one)).toEqual([one]);
    expect(checkSecrets([one, two])).toEqual([one, two]);
  });
});

describe('a secret is refused', () => {
  it.each([undefined, null, '', 7, {}, [], true, [undefined], [''], [[random()]], Buffer.from(random())])(
    'when it is missing: %p',
    (secret) => {
      expect(codeOf(secret)).toBe('MISSING');
    },
  );

  it('when it is short', () => {
    expect(codeOf(random().slice(0, 42))).toBe('SHORT');
    expect(codeOf(random(31, 'hex'))).toBe('SHORT');
    expect(codeOf('x')).toBe('SHORT');
  });

  it.each([
    'a'.repeat(64),
    '0123456789'.repeat(7),
    'abcABC123xyz-_'.repeat(5),
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'zyxwvutsrqponmlkjihgfedcba9876543210ZYXWVUTSRQP',
    '0123456789abcdef'.repeat(4),
    `${random()}`.slice(0, 22).repeat(2),
  ])('when it repeats itself: %p', (secret) => {
    expect(codeOf(secret)).toBe('REPETITIVE');
  });

  it.each([
    'keyboard cat keyboard cat keyboard cat keyboard dog',
    'complex_password_at_least_32_characters_long_enough',
    'averylogphrasebiggerthanthirtytwochars-and-then-some',
    'CHANGEME-CHANGEME-7fK2mPq9xWvT4nRb8sLd3hYc6jZa1gEu',
    'this is my super Secret 7fK2mPq9xWvT4nRb8sLd3hYc6jZ',
    'sealedsession-vector-of-our-own-7fK2mPq9xWvT4nRb8sL',
  ])('when it is an example: %p', (secret) => {
    expect(codeOf(secret)).toBe('EXAMPLE');
  });

  it('wherever it stands in the list, and the message says where', () => {
    const { code, message } = refusal([random(), random(), 'short']);
    expect(code).toBe('ERR_SESSION_SECRET_SHORT');
    expect(message).toContain('secret[2]');
  });
});

describe('the message', () => {
  it('tells how to make a secret', () => {
    expect(refusal('short').message).toContain('npx nestjs-sealed-session keygen');
  });

  it('never holds the secret', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 80 }), (text) => {
        const secret = `§${text}`;
        const { message } = refusal(secret);
        expect(message.includes(secret)).toBe(false);
        expect(refusal([random(), secret]).message.includes(secret)).toBe(false);
      }),
    );
  });
});
