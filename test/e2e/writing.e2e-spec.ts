import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Put, type Type } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { onlyCookie } from '../support/cookies.js';
import { platforms } from '../support/platforms.js';
import type { Data } from '../support/session.controller.js';

interface Profile {
  user: { name: string; tags: string[]; address?: { city: string } };
}

@Controller()
class WritingController {
  @Get('fill')
  fill(@Session() session: Session<Data>): string {
    session.user = { name: 'ada', tags: ['a'], address: { city: 'London' } };
    return 'ok';
  }

  @Put('same')
  same(@Session() session: Session<Profile>): string {
    session.user = structuredClone(session.user);
    return 'ok';
  }

  @Put('there-and-back')
  thereAndBack(@Session() session: Session<Profile>): string {
    session.user.name = 'grace';
    session.user.name = 'ada';
    return 'ok';
  }

  @Put('nested')
  nested(@Session() session: Session<Profile>): string {
    session.user.name = 'grace';
    return 'ok';
  }

  @Put('pushed')
  pushed(@Session() session: Session<Profile>): string {
    session.user.tags.push('b');
    return 'ok';
  }

  @Put('deleted')
  deleted(@Session() session: Session<Profile>): string {
    delete session.user.address;
    return 'ok';
  }

  @Put('emptied')
  emptied(@Session() session: Session<Partial<Profile>>): string {
    delete session.user;
    return 'ok';
  }

  @Put('names')
  names(@Session() session: Session<Data>): string {
    Object.assign(session, named);
    return 'ok';
  }

  @Put('dated')
  dated(@Session() session: Session<Data>): string {
    session.at = new Date(0);
    session.nothing = undefined;
    return 'ok';
  }
}

const user = { name: 'ada', tags: ['a'], address: { city: 'London' } };
const named = { constructor: 'a', toString: 'b', hasOwnProperty: 'c', length: 1 };
const controllers: Type[] = [WritingController];

describe.each(platforms)('writing the session ($title)', (platform) => {
  const app = useApp(platform, { controllers });

  it('sets no cookie for a session that nobody put anything in', async () => {
    const client = app.client();
    expect((await client.get('/session')).setCookies).toEqual([]);
    expect(await client.cookieNames()).toEqual([]);
  });

  it('sets one cookie with the first data', async () => {
    const client = app.client();
    expect(onlyCookie(await client.get('/fill')).name).toBe('session');
    expect(await client.session()).toEqual({ user });
  });

  it.each([
    ['is only read', 'GET', '/session'],
    ['gets the data that it has', 'PUT', '/same'],
    ['is changed there and back', 'PUT', '/there-and-back'],
  ])('writes nothing when the session %s', async (_, method, path) => {
    const client = app.client();
    await client.get('/fill');
    expect((await client.request(method, path)).setCookies).toEqual([]);
  });

  it.each([
    ['a nested property', '/nested', { user: { ...user, name: 'grace' } }],
    ['a nested list', '/pushed', { user: { ...user, tags: ['a', 'b'] } }],
    ['a deleted nested property', '/deleted', { user: { name: 'ada', tags: ['a'] } }],
    ['the last property, deleted', '/emptied', {}],
    ['names of Object.prototype', '/names', { user, ...named }],
    ['what becomes JSON', '/dated', { user, at: '1970-01-01T00:00:00.000Z' }],
  ])('writes %s', async (_, path, expected) => {
    const client = app.client();
    await client.get('/fill');
    await client.request('PUT', path);
    expect(await client.session()).toEqual(expected);
  });

  it('lets the last response win when two tabs write at once', async () => {
    const client = app.client();
    await client.write({ start: true });
    const cookie = await client.cookies();
    await client.post('/session', { tab: 'one', one: true }, { cookie });
    await client.post('/session', { tab: 'two' }, { cookie });
    expect(await client.session()).toEqual({ start: true, tab: 'two' });
  });

  it('keeps text of every script as it was', async () => {
    const data = { text: 'Žluťoučký 🐎 \u2028 "; Path=/x', 'ключ; a=b': '\u0000' };
    const client = app.client();
    await client.write(data);
    expect(await client.session()).toEqual(data);
  });
});
