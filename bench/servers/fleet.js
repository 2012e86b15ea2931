import { checkSession, headerBytes, signIn, signInAll } from './client.js';
import { Child } from './processes.js';
import { variants } from './variants.js';

/** Sent first and not counted: a process that waited while others were measured answers the first ones more slowly. */
const WARM_UP_REQUESTS = 500;
const WITHOUT_SESSION = ['bare', 'empty interceptor'];

export const routes = ['untouched', 'read', 'changed'];
export const hasSession = (name) => !WITHOUT_SESSION.includes(name);

/** The variants of a platform, each running in a process of its own, and the process that sends requests. */
export class Fleet {
  servers = new Map();
  load = new Child('./load.js');

  static async start(platform, withRedis) {
    const fleet = new Fleet();
    for (const name of Object.keys(variants[platform])) {
      if (name.endsWith('Redis') && !withRedis) continue;
      const child = new Child('./server.js', platform, name);
      const { port } = await child.answer();
      if (hasSession(name)) await checkSession(port, name);
      fleet.servers.set(name, { child, port });
    }
    return fleet;
  }

  get names() {
    return [...this.servers.keys()];
  }

  /** The Cookie header of a user who has just signed in: an older session might be renewed on each request. */
  async cookieOf(name) {
    return hasSession(name) ? signIn(this.servers.get(name).port, 4711) : 'theme=dark';
  }

  cookiesOf(name, count) {
    return signInAll(this.servers.get(name).port, count);
  }

  /** Sends requests to one route of one variant: CPU of its process (us a request, ms for 1 000), requests a second, latency (ms). */
  async run(name, route, amount, cookies) {
    const { child, port } = this.servers.get(name);
    const job = {
      url: `http://127.0.0.1:${port}/${route}`,
      amount,
      cookies: cookies ?? [await this.cookieOf(name)],
    };
    await this.load.ask({ ...job, amount: WARM_UP_REQUESTS });
    const before = await child.ask('cpu');
    const { sent, seconds, p99, failed } = await this.load.ask(job);
    const after = await child.ask('cpu');
    if (failed > 0) throw new Error(`${name} ${route}: ${failed} requests failed`);
    return { cpu: (after.cpuUs - before.cpuUs) / sent, rate: sent / seconds, p99 };
  }

  ask(name, question) {
    return this.servers.get(name).child.ask(question);
  }

  async headerBytes(name, route) {
    return headerBytes(this.servers.get(name).port, `/${route}`, await this.cookieOf(name));
  }

  stop() {
    this.load.stop();
    for (const { child } of this.servers.values()) child.stop();
  }
}
