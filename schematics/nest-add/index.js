import { addToModule, callsForRoot, loadTypeScript } from './app-module.js';
import { addDependencies } from './dependencies.js';
import { edit, sourceFiles } from './tree.js';
import { withEmptySecret, withoutSecrets, withSecret } from './env-files.js';

/**
 * The schematic behind `nest add nestjs-sealed-session`. What is there is kept, so a second run changes nothing. The
 * tree is written to disk only when this returns: an error leaves the application as it was.
 */
export default function nestAdd({ sourceRoot, skipInstall = false } = {}) {
  return (tree, { logger, addTask }) => {
    const say = (message) => logger.info(`nestjs-sealed-session: ${message}`);
    importModule(tree, sourceRoot ?? configuredSourceRoot(tree), say);
    addSecret(tree, say, (message) => logger.warn(`nestjs-sealed-session: ${message}`));
    const added = addDependencies(tree);
    if (added.length === 0) return;
    say(`added ${added.join(', ')} to package.json`);
    // The shape of the devkit's NodePackageInstallTask, which therefore need not be a dependency.
    const install = { name: 'node-package', options: { command: 'install', quiet: true } };
    if (skipInstall) say('now install them');
    else addTask({ toConfiguration: () => install });
  };
}

function configuredSourceRoot(tree) {
  const configuration = tree.read('/nest-cli.json')?.toString() ?? '{}';
  return JSON.parse(configuration).sourceRoot ?? 'src';
}

function importModule(tree, sourceRoot, say) {
  const ts = loadTypeScript();
  const sources = sourceFiles(tree, sourceRoot);
  const whoCalls = (name) => sources.find(({ text }) => callsForRoot(ts, text, name))?.path;
  const present = whoCalls('CookieSessionModule');
  const path = `${sourceRoot}/app.module.ts`;
  if (present !== undefined) {
    say(`${present} imports CookieSessionModule already: kept`);
  } else if (tree.exists(path)) {
    const hasConfig = whoCalls('ConfigModule') !== undefined;
    edit(tree, path, (text) => addToModule(ts, text, hasConfig));
    say(`${path} imports CookieSessionModule now`);
  } else {
    throw new Error(`There is no ${path} to add CookieSessionModule to. ${BY_HAND}`);
  }
}

function addSecret(tree, say, warn) {
  if (edit(tree, '/.env', withSecret))
    say('wrote a fresh SESSION_SECRET to .env; give each environment its own');
  edit(tree, '/.env.example', withEmptySecret);
  if (edit(tree, '/.gitignore', withoutSecrets)) {
    warn(
      '.gitignore did not keep .env out of version control, and does now. Was .env committed before? Remove it there.',
    );
  }
}

const BY_HAND = 'Nothing was changed. How to import it yourself: README.md of nestjs-sealed-session.';
