import { once } from 'node:events';
import { get } from 'node:http';

/** Signs a user in, and gives the Cookie header that a browser would send from then on. */
export async function signIn(port, user) {
  const { headers } = await request(port, `/login?user=${user}`, {});
  const lines = headers['set-cookie'] ?? [];
  return lines.map((line) => line.slice(0, line.indexOf(';'))).join('; ');
}

/** The Cookie headers of many users. */
export async function signInAll(port, count) {
  const cookies = [];
  while (cookies.length < count) {
    const users = Array.from({ length: 20 }, (_, index) => cookies.length + index + 1);
    cookies.push(...(await Promise.all(users.map((user) => signIn(port, user)))));
  }
  return cookies;
}

/** Bytes of the status line and headers of a response. */
export async function headerBytes(port, path, cookie) {
  const { statusMessage, rawHeaders } = await request(port, path, { cookie });
  const fields = rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + ': '.length, 0);
  return `HTTP/1.1 200 ${statusMessage}\r\n`.length + fields + '\r\n'.length;
}

/** Checks that a variant keeps a session: what was stored is read, and a change is counted. */
export async function checkSession(port, name) {
  const cookie = await signIn(port, 1234);
  const [read, changed] = [await textOf(port, '/read', cookie), await textOf(port, '/changed', cookie)];
  if (read !== '{"user":1234}' || changed !== '{"views":1}')
    throw new Error(`${name} answers ${read} and ${changed}`);
}

async function request(port, path, headers) {
  const [response] = await once(get({ port, path, headers, host: '127.0.0.1' }), 'response');
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 200) throw new Error(`${path}: status ${response.statusCode}`);
  return response;
}

async function textOf(port, path, cookie) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie } });
  return response.text();
}
