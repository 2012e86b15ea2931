import { type RedisRevocationOptions, redisRevocation } from '../../lib/redis/index.js';
import { SessionService } from '../../lib/index.js';
import { newSecret, TestApp } from './app.js';
import { Client } from './browser.js';
import { MemberController, subject } from './member.controller.js';
import { type Platform, platforms } from './platforms.js';

/** Express and Fastify, with the interceptor: one instance of each takes the same cookies. */
export const mixed: readonly Platform[] = platforms.filter(({ interceptor }) => interceptor);

/** Instances of one application: the same secret, the same Redis. */
export class Fleet {
  readonly apps: TestApp[] = [];

  constructor(
    private readonly revocation: RedisRevocationOptions,
    readonly secret = newSecret(),
  ) {}

  static async start(legs: readonly Platform[], revocation: RedisRevocationOptions): Promise<Fleet> {
    const fleet = new Fleet(revocation);
    await Promise.all(legs.map((leg) => fleet.add(leg)));
    return fleet;
  }

  /** Starts one more; resolves when it takes requests. */
  async add(leg: Platform): Promise<TestApp> {
    const session = { secret: this.secret, revocation: redisRevocation(this.revocation), subject };
    const app = new TestApp(leg, { controllers: [MemberController], session });
    this.apps.push(app);
    return app.start();
  }

  async close(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
  }

  /** A browser that has signed in at an instance. */
  async signedIn(user: string, at = 0): Promise<Client> {
    const client = this.apps[at]!.client();
    const { status } = await client.post(`/sign-in/${user}`);
    if (status !== 201) throw new Error(`POST /sign-in: ${status}`);
    return client;
  }

  sessions(at = 0): SessionService {
    return this.apps[at]!.get(SessionService);
  }

  /** Who each instance takes the bearer of a cookie for. */
  async whoIs(client: Client): Promise<string[]> {
    const cookie = await client.cookies();
    const answers = this.apps.map((app) => app.client().get('/me', { cookie }));
    return (await Promise.all(answers)).map(({ status, text }) => (status === 200 ? text : String(status)));
  }
}

/** The id of a client's session. */
export const idOf = async (client: Client): Promise<string> => (await client.get('/id')).text;
