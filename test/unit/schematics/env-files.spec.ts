import { describe, expect, it } from '@jest/globals';
import { checkSecrets } from '../../../lib/check-secrets.js';
import { application, nestAdd } from '../../support/schematic.js';

/** One file after `nest add`; absent at first where no text is given. */
async function added(path: string, text?: string): Promise<string> {
  const tree = application(text === undefined ? {} : { [path]: text });
  if (text === undefined) tree.files.delete(`/${path}`);
  await nestAdd(tree);
  return tree.text(path);
}

const secretIn = (text: string): string =>
  /^(?:export )?SESSION_SECRET\s*[=:]\s*(.*?)\r?$/m.exec(text)?.[1] ?? '';

describe('.env after nest add', () => {
  it.each([
    ['is made', undefined, ''],
    ['goes on', 'PORT=3000\n', 'PORT=3000\n'],
    ['goes on without a final newline', 'PORT=3000', 'PORT=3000\n'],
    ['goes on with CRLF', 'PORT=3000\r\n', 'PORT=3000\r\n'],
    ['is filled in', 'SESSION_SECRET=\nPORT=3000\n', ''],
    ['is filled in between quotes', 'SESSION_SECRET=""\nPORT=3000\n', ''],
    [
      'is not misled by another name',
      'OLD_SESSION_SECRET=x\n# SESSION_SECRET=y\n',
      'OLD_SESSION_SECRET=x\n#',
    ],
  ])('%s, with a secret that the module takes', async (_, text, start) => {
    const env = await added('.env', text);
    const secret = secretIn(env);
    expect(checkSecrets(secret)).toEqual([secret]);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(env.startsWith(start)).toBe(true);
    expect(env.match(/^SESSION_SECRET/gm)).toHaveLength(1);
    expect(env.endsWith('\n')).toBe(true);
  });

  it.each([
    ['SESSION_SECRET=mine'],
    ['SESSION_SECRET = "mine"\r\nPORT=3000\r\n'],
    ['PORT=3000\n  export SESSION_SECRET=mine # ours\n'],
    ['SESSION_SECRET: mine\n'],
  ])('keeps the secret it has: %j', async (text) => {
    expect(await added('.env', text)).toBe(text);
  });

  it('has another secret in each application', async () => {
    expect(secretIn(await added('.env'))).not.toBe(secretIn(await added('.env')));
  });
});

describe('.env.example after nest add', () => {
  it.each([
    ['is made', undefined, ''],
    ['goes on', 'PORT=', 'PORT=\n'],
  ])('%s, with an empty secret', async (_, text, start) => {
    const comment = '# Made by: npx nestjs-sealed-session keygen\n';
    expect(await added('.env.example', text)).toBe(`${start}${comment}SESSION_SECRET=\n`);
  });

  it('keeps what it says of the secret', async () => {
    expect(await added('.env.example', 'SESSION_SECRET=ask Ada\n')).toBe('SESSION_SECRET=ask Ada\n');
  });
});

describe('.gitignore after nest add', () => {
  it.each([['.env\n'], ['/.env'], ['**/.env\n'], ['.env*\n'], ['# local\r\n.env\r\n'], ['!.env\n.env\n']])(
    'stays as it is where it has .env: %j',
    async (text) => {
      expect(await added('.gitignore', text)).toBe(text);
    },
  );

  it.each([
    [undefined, '.env\n'],
    ['/dist', '/dist\n.env\n'],
    ['.env.local\n', '.env.local\n.env\n'],
    ['#.env\n', '#.env\n.env\n'],
    ['.env\n!.env\n', '.env\n!.env\n.env\n'],
  ])('gets .env where it has not, and says so: %j', async (text, expected) => {
    const tree = application({ '.gitignore': text ?? '' });
    if (text === undefined) tree.files.delete('/.gitignore');
    const { said } = await nestAdd(tree);
    expect(tree.text('.gitignore')).toBe(expected);
    expect(said).toContain('.gitignore did not keep .env out of version control');
  });
});
