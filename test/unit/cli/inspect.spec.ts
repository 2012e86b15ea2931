import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Contents } from '../../../lib/envelope/envelope.js';
import { runCli } from '../../support/cli.js';
import { contents, newSecret, testEnvelope } from '../../support/envelopes.js';
import { testManager } from '../../support/managers.js';

const [secret, older, wrong] = [newSecret(), newSecret(), newSecret()];

let own: Contents;
let value: string;
beforeAll(async () => {
  own = contents({ text: '{"user":{"name":"Zoë 😀"}}' });
  value = (await testEnvelope({ secrets: [secret] })).seal(own);
});

const inspect = (input: string, secrets = secret, ...args: string[]) =>
  runCli(['inspect', ...args], input, secrets);

/** Name and value of the lines that describe a cookie, down to the data. */
const linesOf = (out: string) =>
  Object.fromEntries(out.split('\n').map((line) => [line.slice(0, 9).trim(), line.slice(9)]));

describe('inspect shows what is sealed', () => {
  it('in a bare value', async () => {
    const { code, out, err } = await inspect(value);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(linesOf(out)).toMatchObject({
      cookie: 'session',
      version: '1',
      'key id': expect.stringMatching(/^[0-9a-f]{8}$/),
      id: own.id,
      created: '2030-01-01T00:00:00.000Z',
      issued: '2030-01-01T00:00:05.000Z',
      bytes: String(value.length),
    });
    expect(out).toContain('"name": "Zoë 😀"');
  });

  it.each([
    ['name=value', (v: string) => `session=${v}`],
    ['a Cookie header', (v: string) => `Cookie: theme=dark; session=${v}; lang=de\r\n`],
    ['a value between blanks', (v: string) => `\n  ${v}  \n`],
  ])('in %s', async (_, input) => {
    expect((await inspect(input(value))).out).toContain('"name": "Zoë 😀"');
  });

  it('in the chunks of a Cookie header', async () => {
    const manager = await testManager({ secrets: [secret], cookieName: '__Host-session' });
    const pairs = manager.cookies.split(manager.seal({ text: 'x'.repeat(4000) }));
    expect(pairs.length).toBeGreaterThan(1);
    const header = pairs
      .map((pair) => pair.join('='))
      .toReversed()
      .join('; ');
    const { code, out } = await inspect(`a=1; ${header}`);
    expect(code).toBe(0);
    expect(linesOf(out)['cookie']).toBe('__Host-session');
    expect(out).toContain('x'.repeat(4000));
  });

  it.each([
    ['first', [secret, older]],
    ['last', [older, secret]],
  ])('with the secret %s of several', async (_, secrets) => {
    expect((await inspect(value, secrets.join(' , '))).code).toBe(0);
  });

  it('of another cookie name by --name', async () => {
    const other = (await testEnvelope({ secrets: [secret], cookieName: 'sid' })).seal(contents());
    expect((await inspect(other)).code).toBe(1);
    expect(linesOf((await inspect(other, secret, '--name', 'sid')).out)).toMatchObject({ cookie: 'sid' });
    expect(linesOf((await inspect(`sid=${other}`)).out)).toMatchObject({ cookie: 'sid' });
  });

  it('and says so when it has expired', async () => {
    const past = (await testEnvelope({ secrets: [secret] })).seal(
      contents({ createdAt: 0, issuedAt: 0, expiresAt: 1 }),
    );
    expect((await inspect(past)).out).toContain('1970-01-01T00:00:00.001Z   (expired)');
  });
});

describe('what goes wrong is one line on standard error, and exit code 1:', () => {
  const broken: Array<
    [title: string, input: () => string, secrets: string | undefined, args: string[], message: RegExp]
  > = [
    ['a wrong secret', () => value, wrong, [], /another secret/],
    [
      'a wrong secret, among other cookies',
      () => `session=${value}; theme=dark; b=${'x'.repeat(200)}`,
      wrong,
      [],
      /another secret/,
    ],
    ['an altered value', () => `${value.slice(0, -8)}AAAAAAAA`, secret, [], /does not verify/],
    ['garbage', () => 'garbage', secret, [], /too short/],
    ['garbage of the right length', () => '%'.repeat(200), secret, [], /strict base64url/],
    ['binary garbage', () => '\0\u0001\ufffd\n\n\r', secret, [], /too short/],
    ['a value that was cut', () => value.slice(0, -1), secret, [], /does not/],
    ['a chunk that is missing', () => 'session.1=02AAAAAAAAxyz', secret, [], /not all its chunks/],
    ['nothing', () => '', secret, [], /nothing on standard input/],
    ['blanks', () => ' \n ', secret, [], /nothing on standard input/],
    ['too much', () => 'x'.repeat(70_000), secret, [], /too long/],
    ['no secret', () => value, undefined, [], /SESSION_SECRET is not set/],
    ['an empty secret', () => value, ' , ', [], /SESSION_SECRET is not set/],
    ['a secret twice', () => value, `${secret},${secret}`, [], /listed twice/],
    ['the secret on the command line', () => value, secret, [secret], /command line/],
    ['the secret as an option', () => value, secret, [`--secret=${secret}`], /command line/],
    ['a name that is missing', () => value, secret, ['--name'], /--name/],
  ];

  it.each(broken)('%s', async (_, input, secrets, args, message) => {
    const { code, out, err } = await runCli(['inspect', ...args], input(), secrets);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^nestjs-sealed-session: [^\n]+\n$/);
    expect(err).toMatch(message);
    for (const each of [secret, older, wrong]) expect(err).not.toContain(each);
  });

  it.each([[[]], [['inspct']], [['']], [['two\nlines']], [[secret]]])('the command %j', async (args) => {
    const { code, out, err } = await runCli(args, value, secret);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^nestjs-sealed-session: unknown command[^\n]+\n$/);
    expect(err).not.toContain(secret);
  });
});
