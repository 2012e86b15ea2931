import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { before, describe, it } from 'node:test';

const tar = (...args) => execFileSync('tar', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const read = (name) => tar('-xzOf', process.env.PACKAGE_TARBALL, `package/${name}`);

describe('the tarball', () => {
  let names;

  before(() => {
    names = tar('-tzf', process.env.PACKAGE_TARBALL)
      .trim()
      .split('\n')
      .map((name) => name.replace(/^package\//, ''));
  });

  it('holds only what users need', () => {
    const needed = [
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/,
      /^docs\/[\w./-]+\.(md|json)$/,
      /^dist\/(esm|cjs)\/[\w./-]+\.(js|js\.map|d\.ts)$/,
      /^dist\/cjs\/package\.json$/,
      /^schematics\/[\w-]+\/[\w-]+\.js(on)?$|^schematics\/collection\.json$/,
    ];
    assert.deepEqual(
      names.filter((name) => !needed.some((pattern) => pattern.test(name))),
      [],
    );
    assert.deepEqual(
      names.filter((name) => /[.-]spec\.|fixture|(^|\/)(sample|bench)\/|tsbuildinfo/.test(name)),
      [],
    );
  });

  it('holds all that users need', () => {
    const files = ['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'dist/cjs/package.json'];
    assert.deepEqual(
      files.filter((name) => !names.includes(name)),
      [],
    );
  });

  it('holds every file that package.json names', () => {
    const { main, types, bin, exports, schematics } = JSON.parse(read('package.json'));
    const missing = [...targets({ main, types, bin, exports, schematics })].filter(
      (target) => !names.includes(target.replace('./', '')),
    );
    assert.deepEqual(missing, []);
  });

  it('holds what its schematics name', () => {
    const { schematics } = JSON.parse(read('schematics/collection.json'));
    const named = Object.values(schematics).flatMap(({ factory, schema }) => [factory, schema]);
    assert.deepEqual(
      named.filter((path) => !names.includes(path.replace('.', 'schematics'))),
      [],
    );
  });

  it('has source maps with their sources inside, or none', () => {
    for (const name of names.filter((each) => each.endsWith('.map'))) {
      const { sources, sourcesContent } = JSON.parse(read(name));
      assert.equal(sourcesContent?.filter(Boolean).length, sources.length, name);
    }
  });

  it('has the same modules in both builds', () => {
    assert.deepEqual(modulesOf(names, 'cjs'), modulesOf(names, 'esm'));
  });
});

const modulesOf = (names, build) =>
  names
    .filter((name) => name.startsWith(`dist/${build}/`) && /\.(js|d\.ts)$/.test(name))
    .map((name) => name.slice(9));

/** Every path in the entry points, however deep the conditions are. */
function* targets(entry) {
  if (typeof entry === 'string') yield entry;
  else for (const value of Object.values(entry)) yield* targets(value);
}
