import { ConfigService } from '@nestjs/config';
import { createApp } from './platform/create-app.js';
import { securityHeaders } from './security-headers.js';

const platform = process.argv.includes('--fastify') ? 'fastify' : 'express';
const app = await createApp(platform);
const config = app.get(ConfigService);

app.enableCsrfProtection();
app.useSecurityHeaders(securityHeaders(config));
app.enableShutdownHooks();
await app.listen(config.get<string>('PORT', '3000'), config.get<string>('HOST', '127.0.0.1'));

const url = (await app.getUrl()).replace('127.0.0.1', 'localhost');
if (process.send) {
  // Started by cluster/: tells where it listens, and ends with whoever started it.
  process.send({ url });
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
} else {
  console.log(`Sealed & Bound is open at ${url} (on ${platform}, Ctrl+C closes the shop)`);
}
