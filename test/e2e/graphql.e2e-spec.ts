import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  Args,
  Context,
  Field,
  GraphQLModule,
  Int,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { WebSocket } from 'ws';
import { CookieSessionModule, Session, SessionFrom, SessionService } from '../../lib/index.js';
import { newSecret, useApp, withApp } from '../support/app.js';
import type { Client, RequestOptions } from '../support/browser.js';
import { platforms } from '../support/platforms.js';
import { nextTurn } from '../support/session.controller.js';

type Stored = Session<{ user?: string; views?: number; steps?: string[]; text?: string }>;

@Injectable()
class SignedIn implements CanActivate {
  constructor(private readonly sessions: SessionService) {}

  canActivate(context: ExecutionContext): boolean {
    const session: Stored = this.sessions.get(context);
    return session.user === 'ada';
  }
}

@ObjectType()
class User {
  @Field(() => String, { nullable: true })
  name?: string | undefined;

  @Field(() => Int)
  views!: number;
}

@Resolver(() => User)
class UserResolver {
  @Query(() => User)
  me(@Session() session: Stored): Partial<User> {
    return { name: session.user };
  }

  @ResolveField(() => Int)
  views(@Session() session: Stored): number {
    return session.views ?? 0;
  }

  @Query(() => Int)
  async view(@Session() session: Stored): Promise<number> {
    await nextTurn();
    session.views = (session.views ?? 0) + 1;
    return session.views;
  }

  @Mutation(() => User)
  async signIn(@Args('name') name: string, @Session() session: Stored): Promise<Partial<User>> {
    await session.regenerate();
    session.user = name;
    return { name };
  }

  @Mutation(() => Boolean)
  async signOut(@Session() session: Stored): Promise<boolean> {
    await session.destroy();
    return true;
  }

  @Mutation(() => [String])
  async step(@Args('name') name: string, @Session() session: Stored): Promise<string[]> {
    await nextTurn();
    return (session.steps = [...(session.steps ?? []), name]);
  }

  @Mutation(() => Boolean)
  write(@Args('bytes', { type: () => Int }) bytes: number, @Session() session: Stored): boolean {
    session.text = 'x'.repeat(bytes);
    return true;
  }

  @Mutation(() => Boolean)
  fail(@Session() session: Stored): boolean {
    session.steps = ['before it failed'];
    throw new Error('on purpose');
  }

  @Query(() => Boolean)
  same(@Session() session: Stored, @Context() { req }: { req: { session?: unknown } }): boolean {
    return Object.is(req.session, session) && this.sessions.get(req) === session;
  }

  @Query(() => Boolean)
  visitor(@Session('visitor') visitor: Session<{ seen?: boolean }>): boolean {
    const { seen = false } = visitor;
    visitor.seen = true;
    return seen;
  }

  @Query(() => String)
  @UseGuards(SignedIn)
  secret(): string {
    return 'welcome';
  }

  @Mutation(() => String, { nullable: true })
  @SessionFrom({ header: 'x-session' })
  byHeader(@Session() session: Stored): string | undefined {
    const { user } = session;
    session.user = 'ada';
    return user;
  }

  @Subscription(() => String, { nullable: true })
  async *ticks(@Session() session: Stored): AsyncGenerator<{ ticks: string | undefined }> {
    yield { ticks: session.user };
    try {
      session.user = 'grace';
    } catch (error) {
      yield { ticks: (error as { code?: string }).code };
    }
  }

  constructor(private readonly sessions: SessionService) {}
}

const graphql = (options: Partial<ApolloDriverConfig> = {}) =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    autoSchemaFile: true,
    playground: false,
    subscriptions: { 'graphql-ws': true },
    ...options,
  });

const ask = (client: Client, query: string, options?: RequestOptions) =>
  client.post('/graphql', { query }, options);

const dataOf = async (client: Client, query: string): Promise<unknown> => {
  const { json, status } = await ask(client, query);
  return status === 200 && json.errors === undefined ? json.data : { status, ...json };
};

/** The values of a subscription, by the protocol graphql-transport-ws. */
async function subscribe(port: number, cookie: string, query: string): Promise<unknown[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
    headers: { cookie },
  });
  const values: unknown[] = [];
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('message', (text: Buffer) => {
    const { type, payload } = JSON.parse(String(text));
    if (type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    else if (type === 'next') values.push(payload.data ?? payload);
    else {
      if (type === 'error') values.push(payload);
      socket.close();
    }
  });
  await once(socket, 'close');
  return values;
}

describe.each(platforms)('GraphQL resolvers ($title)', (platform) => {
  const { interceptor } = platform;
  const parts = {
    imports: [graphql(), CookieSessionModule.forRoot({ name: 'visitor', secret: newSecret(), interceptor })],
    providers: [UserResolver],
  };
  const app = useApp(platform, parts);

  it('sign in by a mutation, and read in later queries', async () => {
    const client = app.client();
    expect(await dataOf(client, '{ me { name } }')).toEqual({ me: { name: null } });
    const { setCookies, headers } = await ask(client, 'mutation { signIn(name: "ada") { name } }');
    expect(setCookies).toHaveLength(1);
    expect(headers['cache-control']).toContain('no-store');
    expect(await dataOf(client, '{ me { name } }')).toEqual({ me: { name: 'ada' } });
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('sign out by a mutation', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    expect(await dataOf(client, 'mutation { signOut }')).toEqual({ signOut: true });
    expect(await client.cookieNames()).toEqual([]);
  });

  it('change it as siblings in parallel, with one cookie for all of them', async () => {
    const client = app.client();
    const { json, setCookies } = await ask(client, '{ a: view b: view c: view me { name } }');
    expect(json.data).toEqual({ a: 1, b: 2, c: 3, me: { name: null } });
    expect(setCookies).toHaveLength(1);
    expect(await client.session()).toEqual({ views: 3 });
  });

  it('change it one after the other in mutations', async () => {
    const client = app.client();
    const query = 'mutation { a: step(name: "a") signIn(name: "ada") { name } b: step(name: "b") }';
    expect(await dataOf(client, query)).toMatchObject({ a: ['a'], b: ['b'] });
    expect(await client.session()).toEqual({ user: 'ada', steps: ['b'] });
  });

  it('read it in fields of what they return', async () => {
    const client = app.client();
    await client.write({ views: 4 });
    expect(await dataOf(client, '{ me { views } }')).toEqual({ me: { views: 4 } });
    // Fields are resolved after the mutation: what it stored is there.
    const query = 'mutation { signIn(name: "ada") { name views } }';
    expect(await dataOf(client, query)).toEqual({ signIn: { name: 'ada', views: 0 } });
  });

  it('write nothing when they only read', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const { setCookies, headers } = await ask(client, '{ me { name views } }');
    expect([setCookies, headers.vary]).toEqual([[], expect.stringContaining('Cookie')]);
  });

  it('keep what was stored before an error', async () => {
    const client = app.client();
    expect((await ask(client, 'mutation { fail }')).json.errors).toHaveLength(1);
    expect(await client.session()).toEqual({ steps: ['before it failed'] });
  });

  it('see one object in the decorator, the request and the service', async () => {
    expect(await dataOf(app.client(), '{ same }')).toEqual({ same: true });
  });

  it('have each import by its name', async () => {
    const client = app.client();
    expect(await dataOf(client, '{ visitor }')).toEqual({ visitor: false });
    expect(await dataOf(client, '{ visitor }')).toEqual({ visitor: true });
    expect(await client.cookieNames()).toEqual(['session-visitor']);
  });

  it('give guards the session', async () => {
    const client = app.client();
    expect((await ask(client, '{ secret }')).json.errors[0].extensions.code).toBe('FORBIDDEN');
    await client.write({ user: 'ada' });
    expect(await dataOf(client, '{ secret }')).toEqual({ secret: 'welcome' });
  });

  it('answer with an error where the session is too large, and the client keeps what it has', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const { status, json, setCookies } = await ask(client, 'mutation { write(bytes: 10000) }');
    const told = interceptor ? [200, expect.stringContaining('maxBytes')] : [500, undefined];
    expect([status, json.errors?.[0].message]).toEqual(told);
    expect(setCookies).toEqual([]);
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it('take it from a header where they say so', async () => {
    const client = app.client();
    const first = await ask(client, 'mutation { byHeader }');
    expect([first.json.data, first.setCookies]).toEqual([{ byHeader: null }, []]);
    const headers = { 'x-session': String(first.headers['x-session']) };
    const { json } = await ask(client, 'mutation { byHeader }', { headers });
    expect(json.data).toEqual({ byHeader: 'ada' });
    const refused = await ask(client, 'mutation { byHeader }', { headers, cookie: 'session=x' });
    expect(refused.json.errors[0].extensions.code).toBe('BAD_REQUEST');
  });

  it('read it in subscriptions, and only that', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const values = await subscribe(app.port, await client.cookies(), 'subscription { ticks }');
    expect(values).toEqual([{ ticks: 'ada' }, { ticks: 'ERR_SESSION_READ_ONLY' }]);
  });

  it('find the request beside what an application puts into the context', () =>
    withApp(
      platform,
      { ...parts, imports: [parts.imports[1]!, graphql({ context: () => ({ tenant: 7 }) })] },
      async (other) => {
        const client = other.client();
        await client.write({ user: 'ada' });
        expect(await dataOf(client, '{ me { name } }')).toEqual({ me: { name: 'ada' } });
        const values = await subscribe(other.port, await client.cookies(), 'subscription { ticks }');
        expect(values[0]).toEqual({ ticks: 'ada' });
      },
    ));
});
