import { Duplex } from 'node:stream';
import { interleave, median, ratio } from '../support/measure.js';
import { fixed, heading, table } from '../support/table.js';
import { startApplication } from './application.js';
import { hasSession, routes } from './fleet.js';

const BARE = 'bare';
const NAMES = {
  express: [
    BARE,
    'empty interceptor',
    'ours, interceptor: false',
    'ours, with the interceptor',
    'cookie-session',
  ],
  fastify: [
    BARE,
    'empty interceptor',
    'ours, interceptor: false',
    'ours, with the interceptor',
    '@fastify/secure-session',
  ],
};

/**
 * The same requests to the same applications, through connections in memory: no system calls, whose price differs tenfold
 * from machine to machine, and no second process. What is left is the work of Node, Nest and the session.
 */
export async function inMemoryTimes(platform, { repetitions }) {
  const requests = {};
  for (const name of NAMES[platform]) {
    const connection = new MemoryConnection(await startApplication(platform, name));
    const cookie = hasSession(name) ? await connection.signIn() : 'theme=dark';
    for (const route of hasSession(name) ? routes : ['untouched']) {
      const text = requestText(`/${route}`, cookie);
      requests[`${name}, ${route}`] = () => connection.ask(text);
    }
  }
  const times = await interleave(requests, repetitions);
  const [bare] = Object.values(times);
  heading(`${platform}: a request in memory`);
  table(
    ['', 'us', 'more than bare, us', 'over bare'],
    Object.entries(times).map(([name, own]) => [
      name,
      (median(own) / 1000).toFixed(1),
      (median(own.map((time, at) => time - bare[at])) / 1000).toFixed(1),
      fixed(ratio(own, bare)),
    ]),
  );
}

const requestText = (path, cookie) =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nConnection: keep-alive\r\nCookie: ${cookie}\r\n\r\n`;

/** A connection to a server of this process: what is asked is pushed, what is answered is written to it. */
class MemoryConnection extends Duplex {
  remoteAddress = '127.0.0.1';
  answer = '';
  answered = () => {};

  constructor(server) {
    super();
    server.emit('connection', this);
  }

  /** The answer to one request. */
  ask(text) {
    return new Promise((resolve) => {
      this.answered = resolve;
      this.push(text);
    });
  }

  /** The Cookie header of a user who has signed in. */
  async signIn() {
    const answer = await this.ask(requestText('/login?user=4711', 'theme=dark'));
    const cookies = [...answer.matchAll(/^set-cookie: ([^;\r]*)/gim)].map(([, cookie]) => cookie);
    const cookie = cookies.join('; ');
    const read = await this.ask(requestText('/read', cookie));
    if (!read.endsWith('{"user":4711}')) throw new Error(`no session: ${answer}${read}`);
    return cookie;
  }

  setTimeout() {
    return this;
  }

  setNoDelay() {}

  setKeepAlive() {}

  _read() {}

  _write(chunk, _, done) {
    this.take(chunk);
    done();
  }

  _writev(chunks, done) {
    for (const { chunk } of chunks) this.take(chunk);
    done();
  }

  take(chunk) {
    this.answer += chunk.toString('latin1');
    const end = this.answer.indexOf('\r\n\r\n');
    const [, length] = /^content-length: (\d+)/im.exec(this.answer) ?? [];
    if (end === -1 || this.answer.length < end + 4 + Number(length)) return;
    const { answer } = this;
    this.answer = '';
    if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(answer);
    this.answered(answer);
  }
}
