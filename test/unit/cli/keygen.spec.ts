import { expect, it } from '@jest/globals';
import { checkSecrets } from '../../../lib/check-secrets.js';
import { runCli } from '../../support/cli.js';

it('keygen prints one fresh secret that the library accepts', async () => {
  const { code, out, err } = await runCli(['keygen']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^[\w-]{43}\n$/);
  expect(checkSecrets(out.trimEnd())).toEqual([out.trimEnd()]);
  expect((await runCli(['keygen'])).out).not.toBe(out);
});

it.each([['help'], ['--help']])('%s tells the commands', async (command) => {
  const { code, out, err } = await runCli([command]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^Usage: nestjs-sealed-session/);
});
