import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { application, MODULE, nestAdd } from '../../support/schematic.js';

/** app.module.ts after `nest add`. */
async function added(text: string, files: Record<string, string> = {}): Promise<string> {
  const tree = application({ 'src/app.module.ts': text, ...files });
  await nestAdd(tree);
  return tree.text('src/app.module.ts');
}

/** What a module imports, read by a compiler; throws for text that is no TypeScript. */
function importsOf(text: string): string[] {
  const source = ts.createSourceFile('app.module.ts', text, ts.ScriptTarget.Latest, true);
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
  if (diagnostics.length > 0) throw new Error(`No TypeScript:\n${text}`);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && /^'?imports'?$/.test(node.name.getText())) {
      const { initializer } = node;
      if (ts.isArrayLiteralExpression(initializer)) {
        found.push(...initializer.elements.map((each) => each.getText().replace(/\(.*/s, '')));
      }
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const moduleWith = (metadata: string): string =>
  `import { Module } from '@nestjs/common';\nimport { UsersModule } from './users.module';\n\n` +
  `@Module({${metadata}})\nexport class AppModule {}\n`;

describe('nest add, on the module that nest new makes', () => {
  it('imports both modules, in the style of the file', async () => {
    expect(await added(MODULE)).toBe(`import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { CookieSessionModule } from 'nestjs-sealed-session';
import { AppController } from './app.controller.js';

@Module({
  imports: [
    ConfigModule.forRoot(),
    CookieSessionModule.forRootAsync({
      imports: [ConfigModule],
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        secret: config.getOrThrow<string>('SESSION_SECRET'),
      }),
    }),
  ],
  controllers: [AppController],
})
export class AppModule {}
`);
  });

  it('keeps double quotes, absent semicolons, tabs and CRLF', async () => {
    const text = MODULE.replaceAll("'", '"')
      .replaceAll(';', '')
      .replaceAll('  ', '\t')
      .replaceAll('\n', '\r\n');
    const result = await added(text);
    expect(result).toContain('import { CookieSessionModule } from "nestjs-sealed-session"\r\n');
    expect(result).toContain(
      '\r\n\t\tCookieSessionModule.forRootAsync({\r\n\t\t\timports: [ConfigModule],\r\n',
    );
    expect(result).toContain('getOrThrow<string>("SESSION_SECRET")');
    expect(result).not.toMatch(/[^\r]\n|'|;/);
  });
});

describe('nest add, on other modules', () => {
  const ours = ['ConfigModule.forRoot', 'CookieSessionModule.forRootAsync'];
  const theirs = ['UsersModule', ...ours];

  it.each<[string, string, string[]]>([
    ['no imports', '\n  controllers: [],\n', ours],
    ['no imports, on one line', ' controllers: [] ', ours],
    ['nothing', '', ours],
    ['nothing but a line break', '\n', ours],
    ['an empty list of two lines', '\n  imports: [\n  ],\n', ours],
    ['a comment in the list', '\n  imports: [\n    // none yet\n  ],\n', ours],
    ['a name in quotes', "\n  'imports': [UsersModule],\n", theirs],
    ['one line', '\n  imports: [UsersModule],\n', theirs],
    ['one line and a trailing comma', '\n  imports: [UsersModule,],\n', theirs],
    ['everything on one line', ' imports: [UsersModule] ', theirs],
    ['several lines', '\n  imports: [\n    UsersModule\n  ],\n', theirs],
    ['several lines and a trailing comma', '\n  imports: [\n    UsersModule,\n  ],\n', theirs],
    ['a comment behind the last', '\n  imports: [\n    UsersModule // all of them\n  ],\n', theirs],
    ['a comment behind the last comma', '\n  imports: [\n    UsersModule, // all, of them\n  ],\n', theirs],
    ['a spread', '\n  imports: [...[UsersModule]],\n', ['...[UsersModule]', ...ours]],
    [
      'brackets in a call',
      '\n  imports: [\n    UsersModule.of([1, 2], "]")],\n',
      ['UsersModule.of', ...ours],
    ],
  ])('imports what there is and both modules: %s', async (_, metadata, expected) => {
    const before = moduleWith(metadata);
    const after = await added(before);
    expect(importsOf(after)).toEqual(expected);
    for (const [comment] of before.matchAll(/\/\/.*/g)) expect(after).toContain(`${comment}\n`);
  });

  it('gives each element of a single line a line of its own', async () => {
    const result = await added(moduleWith('\n  imports: [UsersModule, /* two */ UsersModule],\n'));
    expect(result).toContain(
      '  imports: [\n    UsersModule,\n    /* two */ UsersModule,\n    ConfigModule.forRoot(),\n    Cookie',
    );
    expect(result).toContain('\n    }),\n  ],\n})');
  });

  it('takes the AppModule of several', async () => {
    const other = '@Module({ imports: [] })\nexport class OtherModule {}\n\n';
    const result = await added(MODULE.replace('@Module({', `${other}@Module({`));
    expect(result).toContain(other);
    expect(result).toContain('CookieSessionModule.forRootAsync');
  });

  it('uses a ConfigModule that is there, and its import', async () => {
    const text = MODULE.replace('imports: []', 'imports: [ConfigModule.forRoot({ isGlobal: true })]').replace(
      '\n',
      "\nimport { ConfigModule } from '@nestjs/config';\n",
    );
    const result = await added(text);
    expect(importsOf(result)).toEqual(['ConfigModule.forRoot', 'CookieSessionModule.forRootAsync']);
    expect(result.match(/@nestjs\/config/g)).toHaveLength(1);
    expect(result).toContain("import { ConfigModule, ConfigService } from '@nestjs/config';");
  });

  it('uses a ConfigModule of another file', async () => {
    const core = 'export const config = ConfigModule.forRoot({ isGlobal: true });\n';
    const result = await added(MODULE, { 'src/core/core.module.ts': core });
    expect(importsOf(result)).toEqual(['CookieSessionModule.forRootAsync']);
  });

  it.each([
    ["import type { ConfigModule } from '@nestjs/config';"],
    ["import * as config from '@nestjs/config';"],
    ["import { ConfigModule as Configuration } from '@nestjs/config';"],
  ])('imports by itself what this does not: %s', async (line) => {
    const result = await added(MODULE.replace('\n', `\n${line}\n`));
    expect(result).toMatch(/import \{.*\bConfigModule, ConfigService \} from '@nestjs\/config';/);
    expect(importsOf(result)).toHaveLength(2);
  });
});

describe('nest add, on a module that has it', () => {
  it.each([['forRoot'], ['forRootAsync']])('keeps a CookieSessionModule.%s()', async (method) => {
    const text = MODULE.replace('imports: []', `imports: [CookieSessionModule.${method}(options)]`);
    expect(await added(text)).toBe(text);
  });

  it('keeps one in another file, and says where', async () => {
    const session = 'export default CookieSessionModule.forRoot(options);\n';
    const tree = application({ 'src/session/session.module.ts': session });
    const { said } = await nestAdd(tree);
    expect(said).toContain('src/session/session.module.ts imports CookieSessionModule already');
    expect(tree.text('src/app.module.ts')).toBe(MODULE);
  });

  it('does not take comments, tests and other names for it', async () => {
    const tree = application({
      'src/app.module.ts': `// CookieSessionModule.forRoot() goes here\n${MODULE}`,
      'src/app.e2e-spec.ts': 'CookieSessionModule.forRoot(options);\n',
      'src/other.ts': 'MyCookieSessionModule.forRoot("CookieSessionModule.forRoot");\n',
    });
    await nestAdd(tree);
    expect(tree.text('src/app.module.ts')).toContain('CookieSessionModule.forRootAsync');
  });
});

describe('nest add, where it cannot work', () => {
  it.each<[string, string, RegExp]>([
    ['imports elsewhere', moduleWith('\n  imports: modules,\n'), /imports are no list/],
    ['imports by shorthand', moduleWith(' imports '), /imports are no list/],
    ['spread metadata', moduleWith(' ...metadata '), /spread/],
    ['metadata elsewhere', '@Module(metadata)\nexport class AppModule {}\n', /no @Module/],
    ['no module', 'export const AppModule = {};\n', /no @Module/],
  ])('says so and changes nothing: %s', async (_, text, message) => {
    const tree = application({ 'src/app.module.ts': text });
    const before = new Map(tree.files);
    await expect(nestAdd(tree)).rejects.toThrow(message);
    await expect(nestAdd(tree)).rejects.toThrow(/Nothing was changed/);
    expect(tree.files).toEqual(before);
  });

  it('says which module is missing, and changes nothing', async () => {
    const tree = application();
    tree.files.delete('/src/app.module.ts');
    const before = new Map(tree.files);
    await expect(nestAdd(tree)).rejects.toThrow(/no src\/app\.module\.ts.*Nothing was changed/);
    expect(tree.files).toEqual(before);
  });
});

describe('nest add, in other folders', () => {
  it.each<[string, object, string]>([
    ['the option sourceRoot', { sourceRoot: 'apps/api/src' }, 'apps/api/src'],
    ['nest-cli.json', {}, 'server'],
  ])('finds the module by %s', async (_, options, folder) => {
    const tree = application({
      'nest-cli.json': '{ "sourceRoot": "server" }',
      [`${folder}/app.module.ts`]: MODULE,
    });
    await nestAdd(tree, options);
    expect(tree.text(`${folder}/app.module.ts`)).toContain('CookieSessionModule');
    expect(tree.text('src/app.module.ts')).toBe(MODULE);
  });

  it('takes src where nothing is said', async () => {
    const tree = application();
    tree.files.delete('/nest-cli.json');
    await nestAdd(tree);
    expect(tree.text('src/app.module.ts')).toContain('CookieSessionModule');
  });
});
