import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../../support/documents.js';
import { application, MANIFEST, nestAdd } from '../../support/schematic.js';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The dependencies after `nest add`. */
async function dependencies(manifest: object, files: Record<string, string> = {}): Promise<object> {
  const tree = application({ 'package.json': JSON.stringify(manifest), ...files });
  await nestAdd(tree);
  return JSON.parse(tree.text('package.json')).dependencies;
}

describe('nest add', () => {
  it('changes nothing the second time', async () => {
    const tree = application();
    await nestAdd(tree);
    const after = new Map(tree.files);
    const { said, tasks } = await nestAdd(tree);
    expect(tree.files).toEqual(after);
    expect(tasks).toEqual([]);
    expect(said).toBe('nestjs-sealed-session: src/app.module.ts imports CookieSessionModule already: kept');
  });

  it('shows the secret to nobody', async () => {
    const tree = application();
    const { said } = await nestAdd(tree);
    const [, secret = ''] = /SESSION_SECRET=(.+)/.exec(tree.text('.env')) ?? [];
    expect(secret).toHaveLength(43);
    expect(said).not.toContain(secret);
    for (const [path, text] of tree.files)
      expect([path, text.includes(secret)]).toEqual([path, path === '/.env']);
  });

  it('has the installation done', async () => {
    const { tasks, said } = await nestAdd(application());
    expect(tasks).toEqual([{ name: 'node-package', options: { command: 'install', quiet: true } }]);
    expect(said).toContain('added nestjs-sealed-session, @nestjs/config to package.json');
  });

  it('leaves the installation to who asked for that', async () => {
    const { tasks, said } = await nestAdd(application(), { skipInstall: true });
    expect(tasks).toEqual([]);
    expect(said).toContain('now install them');
  });
});

describe('package.json after nest add', () => {
  it('has both packages, sorted, and is otherwise as it was', async () => {
    const tree = application();
    await nestAdd(tree);
    expect(tree.text('package.json')).toBe(
      MANIFEST.replace(
        '    "rxjs"',
        `    "@nestjs/config": "^12.0.0",\n    "nestjs-sealed-session": "^${version}",\n    "rxjs"`,
      ),
    );
  });

  it.each([
    ['tabs and CRLF', MANIFEST.replaceAll('  ', '\t').replaceAll('\n', '\r\n'), /^\{\r\n\t"name"[^]*\}\r\n$/],
    ['no final newline', MANIFEST.trimEnd(), /\}$/],
  ])('keeps %s', async (_, text, shape) => {
    const tree = application({ 'package.json': text });
    await nestAdd(tree);
    expect(tree.text('package.json')).toMatch(shape);
    expect(tree.text('package.json').includes('\r')).toBe(text.includes('\r'));
  });

  it.each([
    ['^11.0.1', '^4.0.0'],
    ['11', '^4.0.0'],
    ['^12.0.1', '^12.0.0'],
  ])('has the @nestjs/config of Nest %s', async (range, expected) => {
    const result = await dependencies({ dependencies: { '@nestjs/common': range } });
    expect(result).toHaveProperty(['@nestjs/config'], expected);
  });

  it('goes by the Nest that is installed', async () => {
    const installed = { 'node_modules/@nestjs/common/package.json': '{ "version": "11.1.9" }' };
    const result = await dependencies({ dependencies: { '@nestjs/common': 'catalog:' } }, installed);
    expect(result).toHaveProperty(['@nestjs/config'], '^4.0.0');
  });

  it('keeps what it has', async () => {
    const own = { '@nestjs/config': '^3.0.0', 'nestjs-sealed-session': 'file:../package.tgz' };
    expect(await dependencies({ dependencies: own })).toEqual(own);
  });

  it.each([['^10.0.0'], ['latest'], [undefined]])('is refused with Nest %s', async (range) => {
    const manifest = { dependencies: { '@nestjs/common': range } };
    await expect(dependencies(manifest)).rejects.toThrow(/Nest 11 and 12.*Nothing was changed/);
  });
});
