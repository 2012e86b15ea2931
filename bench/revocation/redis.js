// A redis-server of one's own, for as long as a measurement takes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';

/** Starts one without persistence, runs `work` with its URL and a client, and ends it. */
export async function withRedis(work) {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  const server = spawn('redis-server', [
    '--port',
    port,
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--dir',
    directory,
  ]);
  try {
    for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept')) break;
    const url = `redis://127.0.0.1:${port}`;
    const client = await createClient({ url }).connect();
    await work({ url, client, pid: server.pid });
    client.destroy();
  } finally {
    server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
