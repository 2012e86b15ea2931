// Session cookies made by express-openid-connect itself in an application of Express, in a process of its own: jest cannot
// load what the package requires before Node 24.9. A list of requests as JSON on standard input; on standard output a list
// of Set-Cookie lines, those of one request with line feeds between.
//
// request = { data: {...} or json: "...", header: {...}, secret, at: milliseconds since 1970, rollingDuration: seconds }

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { json } from 'node:stream/consumers';
import express from 'express';

const require = createRequire(import.meta.url);
const appSession = require('express-openid-connect/lib/appSession.js');
const { encryptSync, encryption } = require('express-openid-connect/lib/crypto.js');
const { version } = require('express-openid-connect/package.json');

/** As auth() mounts it, with the defaults of the package. */
function application({ data, secret, rollingDuration = 86_400 }) {
  const cookie = { httpOnly: true, sameSite: 'Lax', transient: false };
  const times = { rolling: true, rollingDuration, absoluteDuration: 604_800 };
  const app = express();
  app.use(appSession({ secret, session: { name: 'appSession', ...times, cookie } }));
  app.get('/', (request, response) => {
    Object.assign(request.appSession, data);
    response.end();
  });
  return app;
}

async function fromApplication(request) {
  const server = application(request).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`);
  server.close();
  server.closeAllConnections();
  return response.headers.getSetCookie().join('\n');
}

const realNow = Date.now;

async function cookie(request) {
  const { at, secret, header } = request;
  Date.now = at === undefined ? realNow : () => at;
  if (request.json === undefined) return fromApplication(request);
  return `appSession=${encryptSync(request.json, encryption(secret), header)}`;
}

const cookies = [];
for (const request of await json(process.stdin)) cookies.push(await cookie(request));
process.stdout.write(JSON.stringify({ version, cookies }));
