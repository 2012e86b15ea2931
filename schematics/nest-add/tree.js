const TESTS_AND_TYPES = /\.(?:spec|test|e2e-spec|d)\.ts$/;

/** Gives a file another text; a file that is absent begins empty. Returns whether that changed anything. */
export function edit(tree, path, change) {
  const before = tree.read(path)?.toString('utf8');
  const after = change(before ?? '');
  if (after === (before ?? '')) return false;
  if (before === undefined) tree.create(path, after);
  else tree.overwrite(path, after);
  return true;
}

/** The TypeScript files of the application, without its tests. */
export function sourceFiles(tree, sourceRoot) {
  const files = [];
  tree.getDir(`/${sourceRoot}`).visit((path) => {
    if (!path.endsWith('.ts') || TESTS_AND_TYPES.test(path) || path.includes('/node_modules/')) return;
    files.push({ path: path.slice(1), text: tree.read(path)?.toString('utf8') ?? '' });
  });
  return files;
}
