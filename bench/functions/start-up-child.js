// One start of a Nest application, with the library or without: prints how long import and start took.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';

const elapsed = async (step) => {
  const started = performance.now();
  const result = await step();
  return [performance.now() - started, result];
};

function AppModule() {}

const withOurs = process.argv[2] === 'ours';
const [load, library] = await elapsed(async () => withOurs && import('../../dist/esm/index.js'));
const secret = 'b3RGzq0pZ1l5cF9YkUe2Nq8vTj4mWx7HsD6aLgKoVCI';
Module({ imports: library ? [library.CookieSessionModule.forRoot({ secret })] : [] })(AppModule);
const [start] = await elapsed(async () => {
  const app = await NestFactory.create(AppModule, new ExpressAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return app.close();
});
console.log(JSON.stringify({ load, start }));
