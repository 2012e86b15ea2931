import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication, Version, VersioningType } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp, type TestApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { sessionOf, type Data } from '../support/session.controller.js';

@Controller('basket')
class BasketController {
  @Get()
  @Version('1')
  first(@Session() session: Session<Data>): Data {
    session.first = true;
    return { ...session };
  }

  @Get()
  @Version('2')
  second(@Session() session: Session<Data>): Data {
    session.second = true;
    return { ...session };
  }
}

@Controller('health')
class HealthController {
  @Get()
  check(@Session() session: Session<Data>): Data {
    return { ...session };
  }
}

describe.each(platforms)('prefixes ($title)', (platform) => {
  const app = useApp(platform, {
    controllers: [HealthController],
    prepare: (nest) => void nest.setGlobalPrefix('api', { exclude: ['health'] }),
  });

  it('keeps a session under a global prefix, and for the routes it excludes', async () => {
    const client = app.client();
    await client.post('/api/session', { user: 'ada' });
    expect((await client.get('/api/session')).json).toEqual({ user: 'ada' });
    expect((await client.get('/health')).json).toEqual({ user: 'ada' });
  });
});

const versionings = [
  ['URI', { type: VersioningType.URI }, ['/v1/basket', {}], ['/v2/basket', {}]],
  [
    'header',
    { type: VersioningType.HEADER, header: 'x-version' },
    ['/basket', { 'x-version': '1' }],
    ['/basket', { 'x-version': '2' }],
  ],
] as const;

describe.each(platforms)('versioning ($title)', (platform) => {
  describe.each(versionings)('by %s', (_, versioning, [v1, one], [v2, two]) => {
    const app = useApp(platform, {
      controllers: [BasketController],
      prepare: (nest: INestApplication) => void nest.enableVersioning(versioning),
    });

    it('shares one session between the versions', async () => {
      const client = app.client();
      await client.get(v1, { headers: one });
      const { json } = await client.get(v2, { headers: two });
      expect(json).toEqual({ first: true, second: true });
    });
  });
});

/** Sends a request line as it is, as no well-behaved client would. */
async function sendTarget(app: TestApp, target: string): Promise<string> {
  const socket = connect(app.port, '127.0.0.1');
  socket.end(`GET ${target} HTTP/1.1\r\nHost: localhost:${app.port}\r\nConnection: close\r\n\r\n`);
  return readText(socket);
}

const mark = (request: unknown, _: unknown, next: () => void): void => {
  sessionOf(request).mark = 'kept';
  next();
};

describe.each(platforms)('unusual request targets ($title)', (platform) => {
  const app = useApp(platform, { prepare: (nest) => void nest.use(mark) });

  it.each(['/sessio%6e', '//session', '/session/../session', 'http://localhost/session', '/session?x=%zz'])(
    'get the session that %s asked for',
    async (target) => {
      const answer = await sendTarget(app, target);
      expect(answer).toMatch(/^HTTP\/1\.1 (200|404) /);
      const [, pair] = /\r\nset-cookie: (session=[\w-]+);/i.exec(answer) ?? [];
      const { json } = await app.client().get('/session', { cookie: pair ?? '' });
      expect(pair).toBeDefined();
      expect(json).toEqual({ mark: 'kept' });
    },
  );
});
