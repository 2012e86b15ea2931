import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { OnInvalid } from '../../../lib/options.js';
import { newSecret } from '../../support/envelopes.js';
import { newVisitor, testManager, type Visitor } from '../../support/managers.js';

const schema = z.strictObject({ userId: z.number().optional(), theme: z.string().default('light') });

/** A visitor whose cookie holds what an older version of the application stored. */
async function visitorWith(data: object, onInvalid?: OnInvalid): Promise<Visitor> {
  const secrets = [newSecret()];
  const before = await newVisitor({ secrets });
  await before.visit((session) => void Object.assign(session, data));
  const after = await newVisitor({ secrets, schema, ...(onInvalid && { onInvalid }) });
  before.jar.cookies.forEach((value, name) => after.jar.cookies.set(name, value));
  return after;
}

describe('stored data that does not fit the schema', () => {
  it('begins anew with the defaults', async () => {
    expect((await visitorWith({ userId: 'seven' })).data).toEqual({ theme: 'light' });
  });

  it('is repaired by onInvalid, which sees the data and what is wrong, and is sealed as repaired', async () => {
    const seen: unknown[] = [];
    const visitor = await visitorWith({ userId: '7' }, (data, issues) => {
      seen.push(
        data,
        issues.map(({ path }) => path),
      );
      return { userId: Number(data['userId']) };
    });
    expect(visitor.data).toEqual({ userId: 7, theme: 'light' });
    expect(seen).toEqual([{ userId: '7' }, [['userId']]]);
    expect(await visitor.visit()).toHaveLength(1);
    expect(seen).toHaveLength(4);
    expect(await visitor.visit()).toEqual([]);
    expect(seen).toHaveLength(4);
  });

  it.each<[string, OnInvalid]>([
    ['does not fit either', () => ({ userId: 'eight' })],
    ['is nothing', () => undefined],
    ['is no object', () => 'text'],
  ])('begins anew where what onInvalid gives %s', async (_, onInvalid) => {
    expect((await visitorWith({ userId: 'seven' }, onInvalid)).data).toEqual({ theme: 'light' });
  });

  it('begins anew where onInvalid throws', async () => {
    const onInvalid = () => {
      throw new Error('broken');
    };
    expect((await visitorWith({ userId: 'seven' }, onInvalid)).data).toEqual({ theme: 'light' });
  });

  it('keeps its messages, which are no concern of the schema', async () => {
    const visitor = await visitorWith({ userId: 7 });
    await visitor.visit((session) => session.flash('notice', 'hello'));
    const messages: unknown[] = [];
    await visitor.visit((session) => void messages.push(session.flash('notice')));
    expect(messages).toEqual([['hello']]);
    expect(visitor.data).toEqual({ userId: 7, theme: 'light' });
  });
});

describe('stored data that fits', () => {
  it('is not written again, also where the schema adds a default or has another order', async () => {
    const visitor = await visitorWith({ theme: 'dark', userId: 7 });
    expect(await visitor.visit()).toEqual([]);
    const without = await visitorWith({ userId: 7 });
    expect(without.data).toEqual({ userId: 7, theme: 'light' });
    expect(await without.visit()).toEqual([]);
  });

  it('is not handed to onInvalid', async () => {
    let asked = 0;
    const visitor = await visitorWith({ userId: 7 }, (data) => {
      asked += 1;
      return data;
    });
    expect(visitor.data).toMatchObject({ userId: 7 });
    expect(asked).toBe(0);
  });
});

describe('a schema that is none', () => {
  it.each<[string, unknown, string]>([
    ['null', null, 'a Standard Schema, such as zod makes'],
    [
      'asynchronous',
      z.object({}).refine(async () => true),
      'a schema that validates synchronously: a session is opened without waiting',
    ],
  ])('is named at start-up: %s', async (_, wrong, expected) => {
    await expect(testManager({ schema: wrong as never })).rejects.toThrow(
      `nestjs-sealed-session: option "schema" must be ${expected}.`,
    );
  });
});

describe('data that the schema refuses', () => {
  it('is named by its places, once each, and the reasons stand beside the message', async () => {
    const visitor = await newVisitor({
      schema: z.object({ list: z.array(z.number()), user: z.object({ id: z.number() }) }),
    });
    const storing = visitor.visit(
      (session) => void Object.assign(session, { list: ['a', 1, 'b'], user: { id: 'x' } }),
    );
    const error = await storing.catch((thrown: unknown) => thrown as Error & { issues: unknown[] });
    expect((error as Error).message).toBe(
      'Session data does not fit the schema: session.list.0, session.list.2, session.user.id. The error\'s "issues" say why.',
    );
    expect(error).toHaveProperty('issues.length', 3);
  });
});
