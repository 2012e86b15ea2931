import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { z } from 'zod';
import type { SchemaResult } from '../../../lib/standard-schema.js';
import { newSecret } from '../../support/envelopes.js';
import { newVisitor, testManager } from '../../support/managers.js';
import { schemas } from '../../support/schemas.js';

/** A schema of nobody's library. */
const schemaThat = (
  validate: (value: unknown) => SchemaResult<unknown> | Promise<SchemaResult<unknown>>,
) => ({
  '~standard': { version: 1 as const, vendor: 'test', validate },
});

const fail = (): never => {
  throw new Error('broken');
};

const codeOf = (starting: Promise<unknown>): Promise<unknown> =>
  starting.then(
    () => 'started',
    (error: { code: unknown }) => error.code,
  );

describe('a schema that cannot work', () => {
  it.each([
    ['asynchronous, of zod', z.object({}).refine(async () => true)],
    [
      'asynchronous, of valibot',
      v.pipeAsync(
        v.object({}),
        v.checkAsync(async () => true),
      ),
    ],
    ['asynchronous, and fails', schemaThat(async () => Promise.reject(new Error('broken')))],
    ['no schema', {}],
    ['a class of data', class Preferences {}],
    ['null', null],
  ])('stops the start: %s', async (_, schema: any) => {
    expect(await codeOf(testManager({ schema }))).toBe('ERR_SESSION_OPTION_INVALID');
  });

  it('stops the start with a default that JSON cannot hold', async () => {
    const schema = z.object({ ids: z.set(z.string()).default(() => new Set<string>()) });
    expect(await codeOf(testManager({ schema }))).toBe('ERR_SESSION_NOT_JSON');
  });
});

describe('a schema that wants something', () => {
  const schema = z.object({ userId: z.number() });

  it('says nothing against a session that holds nothing', async () => {
    const visitor = await newVisitor({ schema });
    expect(await visitor.visit()).toEqual([]);
    expect(visitor.data).toEqual({});
  });

  it('says nothing against a message for a visitor who is not signed in', async () => {
    const visitor = await newVisitor({ schema });
    await visitor.visit((session) => session.flash('error', 'Wrong password.'));
    const messages = await new Promise((resolve) => {
      void visitor.visit((session) => resolve(session.flash('error')));
    });
    expect(messages).toEqual(['Wrong password.']);
  });

  it('says nothing against a session that was emptied', async () => {
    const visitor = await newVisitor({ schema });
    await visitor.visit((session) => void (session.userId = 7));
    await visitor.visit((session) => void delete session.userId);
    expect(visitor.data).toEqual({});
    expect(await visitor.visit()).toEqual([]);
  });

  it('leaves a session empty that does not fit, and seals it as such', async () => {
    const secrets = [newSecret()];
    const before = await newVisitor({ secrets });
    await before.visit((session) => void (session.userId = 'seven'));
    const after = await newVisitor({ secrets, schema });
    before.jar.cookies.forEach((value, name) => after.jar.cookies.set(name, value));
    expect(await after.visit()).toHaveLength(1);
    expect(await after.visit()).toEqual([]);
    expect(after.data).toEqual({});
  });
});

describe('a default', () => {
  it('is computed for each new session', async () => {
    let count = 0;
    const visitor = await newVisitor({ schema: z.object({ number: z.number().default(() => ++count) }) });
    const first = visitor.data.number;
    expect(visitor.data.number).not.toBe(first);
    expect(await visitor.visit()).toEqual([]);
  });

  it('stays what it was once something was stored beside it', async () => {
    let count = 0;
    const number = z.number().default(() => ++count);
    const visitor = await newVisitor({ schema: z.object({ number, user: z.string().optional() }) });
    await visitor.visit((session) => void (session.user = 'ada'));
    const { number: stored } = visitor.data;
    expect(visitor.data).toEqual({ user: 'ada', number: stored });
  });

  it("is nobody else's, where the schema hands out one object to all", async () => {
    const basket: string[] = [];
    const visitor = await newVisitor({
      schema: schemaThat((value: any) => ({ value: { basket, ...value } })),
    });
    await visitor.visit((session) => void session.basket.push('tea'));
    expect(visitor.data).toEqual({ basket: ['tea'] });
    expect((await newVisitor({ schema: schemaThat(() => ({ value: { basket } })) })).data).toEqual({
      basket: [],
    });
    expect(basket).toEqual([]);
  });

  it('may be a Date, which the session holds as one', async () => {
    const schema = z.object({
      since: z.coerce.date().default(() => new Date(0)),
      user: z.string().optional(),
    });
    const visitor = await newVisitor({ schema });
    expect(visitor.data.since).toEqual(new Date(0));
    await visitor.visit((session) => void (session.user = 'ada'));
    expect(visitor.data).toEqual({ since: new Date(0), user: 'ada' });
    expect(await visitor.visit()).toEqual([]);
  });
});

describe.each(schemas)('data that does not fit a schema of %s', (_, schema) => {
  const store = async (data: object): Promise<any> => {
    const visitor = await newVisitor({ schema });
    return visitor.visit((session) => void Object.assign(session, data)).catch((error: unknown) => error);
  };

  it('is an error that names the path and never the value', async () => {
    const error = await store({ userId: 'confidential' });
    expect(error.code).toBe('ERR_SESSION_INVALID');
    expect(error.message).toContain('session.userId');
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('confidential');
  });

  it('has the reasons beside the message', async () => {
    const { issues } = await store({ userId: 'seven', theme: 'sepia' });
    expect(issues.map(({ path: [key] }: any) => key?.key ?? key).toSorted()).toEqual(['theme', 'userId']);
    expect(issues.map(({ message }: any) => typeof message)).toEqual(['string', 'string']);
  });
});

describe('a schema that misbehaves later', () => {
  it.each<[string, () => any]>([
    ['throws', () => fail()],
    ['answers by a promise', async () => ({ value: {} })],
    ['answers by a promise that fails', async () => fail()],
    ['lets through what is no object', () => ({ value: 'text' })],
    ['lets through a list', () => ({ value: [] })],
    ['lets through null', () => ({ value: null })],
    ['lets through a Map', () => ({ value: new Map([['user', 'ada']]) })],
  ])('is as good as one that refuses: %s', async (_, answer) => {
    let calls = 0;
    const isData = (value: unknown) => JSON.stringify(value) !== '{}';
    // The first data is accepted, so that there is something to open.
    const schema = schemaThat((value) => (isData(value) && (calls += 1) > 1 ? answer() : { value }));
    const visitor = await newVisitor({ schema });
    await visitor.visit((session) => void (session.user = 'ada'));
    expect(visitor.data).toEqual({});
  });
});
