import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createManager } from '../../lib/connect/create-manager.js';
import { HttpSessions } from '../../lib/connect/http-sessions.js';
import { Aead } from '../../lib/envelope/aead.js';
import { deriveKeys, KeyRing } from '../../lib/envelope/key-ring.js';
import { CookieSessionModule, SessionService } from '../../lib/index.js';
import { resolveOptions } from '../../lib/resolve-options.js';
import { newSecret } from '../support/envelopes.js';
import { EVERYTHING, shown, spellingsOf } from '../support/secret-traces.js';

const secrets = [newSecret(), newSecret()];
const keys = deriveKeys(secrets, 'session').map(({ key }) => Buffer.from(key));

const spellings = spellingsOf(secrets, keys);
const secretsIn = (text: string) => spellings.filter((spelling) => text.includes(spelling));

const subjects: Record<string, unknown> = {};
beforeAll(async () => {
  const manager = await createManager({ secret: secrets });
  const sessions = new HttpSessions(manager, { warn: () => {}, error: () => {} });
  const aead = await Aead.load(1000);
  const state = manager.load(`session=${manager.seal({ user: 1 })}`);
  Object.assign(subjects, {
    manager,
    'service with its manager': new SessionService(sessions),
    'key ring': new KeyRing(aead, deriveKeys(secrets, 'session')),
    aead,
    'state of a session': state,
    session: state.object,
    'resolved options': resolveOptions({ secret: secrets }),
    'module definition': CookieSessionModule.forRoot({ secret: secrets }),
    'module definition of a factory': CookieSessionModule.forRootAsync({
      useFactory: () => ({ secret: secrets }),
    }),
    'description of a session': manager.load(undefined),
  });
});

it('would be seen', () => {
  const [key] = keys;
  expect(secretsIn(shown({ secret: secrets[0], key }))).not.toEqual([]);
  expect(secretsIn(shown({ key: [...(key as Buffer)] }))).not.toEqual([]);
});

describe('neither secret nor key shows in', () => {
  it.each([
    'manager',
    'service with its manager',
    'key ring',
    'aead',
    'state of a session',
    'session',
    'resolved options',
    'module definition',
    'module definition of a factory',
    'description of a session',
  ])('the %s', (name) => {
    expect(subjects[name]).toBeDefined();
    expect(secretsIn(shown(subjects[name]))).toEqual([]);
  });

  it('what the factory of an asynchronous import gives to Nest', async () => {
    const { providers = [] } = CookieSessionModule.forRootAsync({ useFactory: () => ({ secret: secrets }) });
    const factory = providers.find((each) => 'useFactory' in each && each.useFactory.length === 0);
    const given = await (
      factory as unknown as { useFactory: () => Promise<{ secret: unknown }> }
    ).useFactory();
    expect(given.secret).toEqual(secrets);
    expect(secretsIn(shown(given))).toEqual([]);
  });
});

describe('no error shows a secret:', () => {
  const [secret] = secrets as [string, ...string[]];
  const broken: Record<string, () => unknown> = {
    'listed twice': () => createManager({ secret: [secret, secret] }),
    'cut short': () => createManager({ secret: secret.slice(0, 30) }),
    'beside an unknown option': () => createManager({ secret, tiemout: 1 } as never),
    'beside a wrong option': () => createManager({ secret, timeout: -1 }),
    'in a nested list': () => createManager({ secret: [[secret]] } as never),
    'in an object': () => createManager({ secret: { secret } } as never),
  };

  it.each(Object.keys(broken))('%s', (name) => {
    const error = thrownBy(broken[name] as () => unknown);
    const text = `${error.stack} ${inspect(error, EVERYTHING)} ${JSON.stringify(error)}`;
    expect(text).toContain('ERR_SESSION_');
    expect(text).not.toContain(secret.slice(0, 30));
  });
});

function thrownBy(action: () => unknown): Error {
  try {
    void action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
