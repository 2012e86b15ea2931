import { describe, expect, it } from '@jest/globals';
import { assert, asyncProperty, constantFrom, nat, pre, string, tuple } from 'fast-check';
import { useApp, type TestApp } from '../support/app.js';
import { valueIn } from '../support/cookies.js';
import { useEvents } from '../support/events.js';
import { platforms } from '../support/platforms.js';
import { REASONS } from '../support/reasons.js';

const hostile = [
  'a*b*c*d*e*f*g*h~2',
  'session=a*b*c*d*e*f*g*h~2',
  'session=',
  'session',
  'session==',
  'session=%',
  'session=%00%ff%zz',
  'session="quoted"',
  'session=undefined',
  'session=null',
  'session=__proto__',
  '__proto__=session; constructor=x; session.__proto__=y',
  'session={"user":"admin"}',
  'session=eyJ1c2VyIjoiYWRtaW4ifQ.signature',
  'session=s%3Aid.signature',
  'session=Fe26.2**a*b*c*d*e*f~2',
  `session=${'A'.repeat(8000)}`,
  `session=AQ${'A'.repeat(60)}`,
  `session=${'\u00ff'.repeat(100)}`,
  'session.0=; session.1=',
  'session.0=99AAAAAAAAvalue',
  'session.0=02AAAAAAAAvalue; session.1=02AAAAAAAAvalue',
  'session.0=-1; session.1=1e3; session.2=NaN',
  'session.999999999999=x; session.4294967295=y',
  ';;;;;=;==;session=;session;;=session',
  'session=\ttabs\t; \tsession = spaces ',
];

/** With the beginning of each for the name of its test. */
const named = hostile.map((cookie) => [cookie.slice(0, 60), cookie] as const);

async function valueOf(app: TestApp): Promise<string> {
  const client = app.client();
  await client.write({ user: 'ada' });
  return valueIn(await client.cookies());
}

const read = (app: TestApp, cookie: string) => app.client().get('/session', { cookie });

const EMPTY = { status: 200, text: '{}', setCookies: [] };

describe.each(platforms)('a Cookie header that nobody expects ($title)', (platform) => {
  const app = useApp(platform);
  const rejected = useEvents('rejected');

  it.each(named)('is an empty session: %s', async (_, cookie) => {
    expect(await read(app, cookie)).toMatchObject(EMPTY);
    for (const { reason } of rejected) expect(REASONS).toContain(reason);
  });

  it('is replaced when the app writes', async () => {
    const client = app.client();
    await client.jar.setCookie('session=hostile; Path=/', `http://localhost:${app.port}/`);
    await client.write({ user: 'ada' });
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('is an empty session for any bytes', async () => {
    const byte = constantFrom(...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)), 'é');
    const header = string({ unit: byte, maxLength: 200 });
    const prefix = constantFrom('', 'session=', 'session.0=02', 'session=A; session=', '; session=AQ');
    await assert(
      asyncProperty(prefix, header, async (start, rest) => {
        expect(await read(app, start + rest)).toMatchObject(EMPTY);
      }),
      { numRuns: 100 },
    );
  });

  it('is an empty session for a value with any one character changed', async () => {
    const value = await valueOf(app);
    const change = tuple(nat(value.length - 1), constantFrom('A', 'Q', 'g', 'w', '_', '-'));
    await assert(
      asyncProperty(change, async ([at, character]) => {
        pre(value[at] !== character);
        const changed = value.slice(0, at) + character + value.slice(at + 1);
        expect(await read(app, `session=${changed}`)).toMatchObject(EMPTY);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['cut short', (value: string) => value.slice(0, -1)],
    ['longer by a character', (value: string) => `${value}A`],
    ['padded', (value: string) => `${value}=`],
    ['in quotes', (value: string) => `"${value}"`],
    ['of standard base64', (value: string) => `+/${value}`],
    ['with junk inside', (value: string) => `${value.slice(0, 9)}!${value.slice(9)}`],
    [
      'percent-encoded',
      (value: string) => value.replace(/^./, (first) => `%${first.charCodeAt(0).toString(16)}`),
    ],
    ['doubled', (value: string) => value + value],
  ])('is an empty session for a value %s', async (_, change) => {
    expect(await read(app, `session=${change(await valueOf(app))}`)).toMatchObject(EMPTY);
  });

  it.each([
    'SESSION',
    'sessio%6E',
    'session ',
    'session\u00a0',
    '"session"',
    'xsession',
    'session.',
    'session-x',
  ])('gives our value no entry under the name "%s"', async (name) => {
    expect(await read(app, `${name}=${await valueOf(app)}`)).toMatchObject(EMPTY);
  });
});
