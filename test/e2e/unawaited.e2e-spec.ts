import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** A server whose handler calls `session` and waits for nothing; prints what two requests and the log say. */
const serverThat = (handle: string): string => `
  import { randomBytes } from 'node:crypto';
  import { createServer } from 'node:http';
  import { cookieSession } from 'nestjs-sealed-session/connect';
  const logged = [];
  const log = { warn() {}, error: (message) => logged.push(message) };
  const middleware = cookieSession({ secret: randomBytes(32).toString('base64url'), log });
  const server = createServer((request, response) => middleware(request, response, () => {
    const { session } = request;
    ${handle}
  }));
  server.listen(0, '127.0.0.1', async () => {
    const url = 'http://127.0.0.1:' + server.address().port;
    const statuses = [(await fetch(url)).status, (await fetch(url)).status];
    server.close(() => console.log(JSON.stringify({ statuses, logged })));
  });
`;

/** What Node does with promises that fail unseen is seen in a process of its own only. */
function run(handle: string): { statuses: number[]; logged: string[] } {
  const args = ['--input-type=module', '-e', serverThat(handle)];
  const env = { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'test' };
  const cwd = join(import.meta.dirname, '../..');
  return JSON.parse(execFileSync(process.execPath, args, { cwd, env, encoding: 'utf8' }));
}

describe('a method that nobody waits for', () => {
  it('does not end the process where the session is too large', () => {
    const { statuses, logged } = run(`
      session.text = 'x'.repeat(9000);
      session.save();
      response.end();
    `);
    expect(statuses).toEqual([500, 500]);
    expect(logged).toEqual(Array(2).fill(expect.stringContaining('maxBytes')));
  });

  it.each(['destroy', 'regenerate', 'touch'])('is logged where %s() comes after the headers', (method) => {
    const { statuses, logged } = run(`
      session.user = 'ada';
      response.end();
      session.${method}();
    `);
    expect(statuses).toEqual([200, 200]);
    expect(logged).toEqual(Array(2).fill(expect.stringContaining('after the headers')));
  });

  it('is no matter where there is nothing to lose', () => {
    const { statuses, logged } = run(`
      session.user = 'ada';
      response.end();
      session.save();
      session.reload();
    `);
    expect({ statuses, logged }).toEqual({ statuses: [200, 200], logged: [] });
  });
});
