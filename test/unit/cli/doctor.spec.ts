import { describe, expect, it } from '@jest/globals';
import { authJs } from '../../../lib/legacy/auth-js.js';
import { LIBRARIES } from '../../../lib/cli/legacy-libraries.js';
import { runCli } from '../../support/cli.js';
import { contents, newSecret, testEnvelope } from '../../support/envelopes.js';
import { examplesIn, type Example } from '../../support/legacy-recorded.js';

const header = ({ cookies }: Pick<Example, 'cookies'>) =>
  Object.entries(cookies)
    .map((pair) => pair.join('='))
    .join('; ');
const example = (file: string, title: string | RegExp) => {
  const found = examplesIn(file).find((each) => each.title.match(title));
  if (found === undefined) throw new Error(`${file} has no example ${String(title)}.`);
  return found;
};
const option = ({ options }: Example, name: string) => String([options[name]].flat().join(','));

const doctor = (input: string, variables: Record<string, string> = {}, ...args: string[]) =>
  runCli(['doctor', ...args], input, undefined, variables);

const rails = example('rails-encrypted.json', /^Rails 8\.1\.\d+(\.\d+)?$/);
const railsKey = { RAILS_SECRET_KEY_BASE: option(rails, 'secretKeyBase') };
const session = example('express-session.json', /browser/);
const sessionSecret = { EXPRESS_SESSION_SECRET: option(session, 'secret') };

describe('doctor says which reader opens a cookie:', () => {
  it.each<[variable: string, Example, optionName: string, label: string]>([
    ['RAILS_SECRET_KEY_BASE', rails, 'secretKeyBase', 'railsEncrypted opens it'],
    [
      'RAILS_SECRET_KEY_BASE',
      example('rails-encrypted.json', 'rotated'),
      'secretKeyBase',
      'railsEncrypted opens it',
    ],
    [
      'RAILS_SECRET_KEY_BASE',
      example('rails-encrypted.json', 'SHA1'),
      'secretKeyBase',
      "railsEncrypted with digest: 'SHA1' opens it",
    ],
    ['EXPRESS_SESSION_SECRET', session, 'secret', 'expressSession opens it'],
    ['COOKIE_SESSION_KEYS', example('cookie-session.json', 'keys'), 'keys', 'cookieSession opens it'],
  ])('%s %#', async (variable, recorded, optionName, label) => {
    const { code, out, err } = await doctor(header(recorded), { [variable]: option(recorded, optionName) });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [name = ''] = Object.keys(recorded.cookies);
    expect(out).toMatch(new RegExp(`^${name}\n  ${label.replace(/[':]/g, '.')} \\(${variable}\\)`));
  });

  it('one that has not expired yet', async () => {
    // The recorded ones of Auth.js and Django end after 30 days and two weeks.
    const { encode } = await import('@auth/core/jwt');
    const name = authJs({ until: '2099-01-01', secret: 'x' }).cookieName;
    const value = await encode({ token: { sub: '7' }, secret: 'a secret', salt: name });
    const chunks = `${name}.0=${value.slice(0, 100)}; ${name}.1=${value.slice(100)}`;
    const { out } = await doctor(chunks, { AUTH_SECRET: 'a secret' });
    expect(out).toBe(`${name}\n  authJs opens it (AUTH_SECRET)\n`);
  });

  it('each of several, in a header as browsers show it', async () => {
    const input = `Cookie: theme=dark; ${header(session)}; ${header(rails)}; x=1\r\n`;
    const { out } = await doctor(input, { ...railsKey, ...sessionSecret });
    expect(out.split('\n')).toEqual([
      'theme',
      '  no reader opens it',
      '  it has the format of no library whose secret is set',
      'connect.sid',
      '  expressSession opens it (EXPRESS_SESSION_SECRET); the signature is right; the data are in its store',
      '_app_session',
      '  railsEncrypted opens it (RAILS_SECRET_KEY_BASE)',
      'x',
      '  no reader opens it',
      '  it has the format of no library whose secret is set',
      '',
    ]);
  });

  it('this library itself', async () => {
    const secret = newSecret();
    const value = (await testEnvelope({ secrets: [secret] })).seal(contents());
    const { out } = await runCli(['doctor'], `session=${value}`, secret);
    expect(out).toBe('session\n  sealed by this library (SESSION_SECRET); see inspect\n');
  });

  it('this library itself, though its session has expired', async () => {
    const secret = newSecret();
    const value = (await testEnvelope({ secrets: [secret] })).seal(
      contents({ createdAt: 0, issuedAt: 0, expiresAt: 1 }),
    );
    const { out } = await runCli(['doctor'], `session=${value}`, secret);
    expect(out).toContain('but it has expired');
  });
});

/** For each library: a recorded example, and the option that held its secrets. Some have expired since. */
const RECORDED: Record<string, [file: string, title: string, option: string]> = {
  COOKIE_SESSIONS_SECRET: ['cookie-sessions.json', '', 'secret'],
  COOKIE_SESSION_KEYS: ['cookie-session.json', 'keys', 'keys'],
  CLIENT_SESSIONS_SECRET: ['client-sessions.json', '', 'secret'],
  IRON_SESSION_PASSWORD: ['iron-session.json', '', 'password'],
  FASTIFY_SECURE_SESSION_KEY: ['fastify-secure-session.json', 'key', 'key'],
  EXPRESS_SESSION_SECRET: ['express-session.json', '', 'secret'],
  DJANGO_SECRET_KEY: ['django-signed.json', '', 'secretKey'],
  RAILS_SECRET_KEY_BASE: ['rails-encrypted.json', '', 'secretKeyBase'],
  AUTH_SECRET: ['auth-js.json', 'next-auth 4', 'secret'],
  EXPRESS_OPENID_CONNECT_SECRET: ['express-openid-connect.json', 'chunks', 'secret'],
};

describe('doctor tries, with the secrets of its variable alone,', () => {
  it.each(LIBRARIES.map((library) => [library.reader, library] as const))(
    '%s',
    async (reader, { variable }) => {
      const [file, title, optionName] = RECORDED[variable] ?? ['', '', ''];
      const recorded = example(file, title);
      const authentic = new RegExp(`${reader}.*(opens it|: authentic, but its time is over)`);
      expect((await doctor(header(recorded), { [variable]: option(recorded, optionName) })).out).toMatch(
        authentic,
      );
      const other = variable.endsWith('_KEY') ? Buffer.alloc(32).toString('base64') : 'x'.repeat(32);
      expect((await doctor(header(recorded), { [variable]: other })).out).not.toMatch(authentic);
    },
  );
});

describe('doctor says why none does:', () => {
  it.each<[string, string, Record<string, string>, RegExp]>([
    [
      'another secret',
      header(rails),
      { RAILS_SECRET_KEY_BASE: 'x' },
      /railsEncrypted: made with another secret/,
    ],
    ['another name', header(rails).replace('_app', '_other'), railsKey, /another cookie name/],
    [
      'no secret for a usual name',
      header(session),
      {},
      /expressSession: set EXPRESS_SESSION_SECRET to try it/,
    ],
    [
      'no secret for a cookie with a signature beside it',
      'shop=e30=; shop.sig=x',
      {},
      /set COOKIE_SESSION_KEYS/,
    ],
    ['a value that was cut', header(session).slice(0, 20), sessionSecret, /expressSession: not its format/],
    [
      'its time',
      header(example('rails-encrypted.json', 'expire_after')),
      railsKey,
      /railsEncrypted: authentic, but its time is over/,
    ],
    ['its length', `connect.sid=s%3A${'x'.repeat(17_000)}`, sessionSecret, /longer than 16 KB/],
  ])('%s', async (_, input, variables, message) => {
    const { code, out, err } = await doctor(input, variables);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('no reader opens it');
    expect(out).toMatch(message);
  });
});

describe('doctor shows', () => {
  it('no secret and no data', async () => {
    const variables = { ...railsKey, ...sessionSecret };
    const { out } = await doctor(`${header(rails)}; ${header(session)}`, variables);
    for (const secret of Object.values(variables)) expect(out).not.toContain(secret);
    expect(out).not.toMatch(/Zoë|warden/);
  });

  it('the data where they are asked for', async () => {
    const { out } = await doctor(header(rails), railsKey, '--data');
    expect(JSON.parse(out.slice(out.indexOf('{')))).toEqual(rails.data);
  });
});

describe('doctor fails with one line on standard error for', () => {
  it.each<[string, string, Record<string, string>, string[], RegExp]>([
    ['nothing', ' \n', railsKey, [], /no cookie on standard input/],
    ['a bare value', 'eyJhIjoxfQ', railsKey, [], /whole Cookie header/],
    ['too much', `a=${'x'.repeat(70_000)}`, railsKey, [], /too long/],
    ['a secret on the command line', header(rails), {}, [railsKey.RAILS_SECRET_KEY_BASE], /command line/],
    [
      'a secret that a reader refuses',
      'session=x',
      { IRON_SESSION_PASSWORD: 'short' },
      [],
      /^nestjs-sealed-session: IRON_SESSION_PASSWORD: option .* 32 characters/,
    ],
  ])('%s', async (_, input, variables, args, message) => {
    const { code, out, err } = await doctor(input, variables, ...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^nestjs-sealed-session: [^\n]+\n$/);
    expect(err).toMatch(message);
    for (const secret of [railsKey.RAILS_SECRET_KEY_BASE, 'short']) expect(err).not.toContain(secret);
  });
});

describe('the help', () => {
  it('names every variable and every reader that doctor knows', async () => {
    const { out } = await runCli(['help']);
    for (const { variable, reader } of LIBRARIES) {
      expect(out).toContain(variable);
      expect(out).toContain(reader);
    }
    expect(LIBRARIES.length).toBe(10);
  });
});
