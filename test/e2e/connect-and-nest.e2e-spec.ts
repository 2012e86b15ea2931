import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cookieSession } from '../../lib/connect/index.js';
import { newSecret, useApp } from '../support/app.js';
import { Client } from '../support/browser.js';
import { platforms } from '../support/platforms.js';
import { serverKinds, sessionRoute, TestServer } from '../support/servers.js';

const secret = newSecret();
const legs = platforms.flatMap((platform) => serverKinds.map((kind) => ({ platform, kind })));
const onHttp1 = legs.filter(({ kind }) => kind.title !== 'node:http2');

/** Two servers on one host: ports do not separate cookies. */
describe.each(onHttp1)('a Nest application ($platform.title) beside $kind.title', ({ platform, kind }) => {
  const app = useApp(platform, { session: { secret } });
  const other = new TestServer(kind, [cookieSession({ secret }), sessionRoute]);
  beforeAll(() => other.start());
  afterAll(() => other.close());

  /** One browser at both. */
  const clients = (): { nest: Client; beside: Client } => {
    const nest = app.client();
    return { nest, beside: new Client(other.port, undefined, nest.jar) };
  };

  it('reads what the other wrote', async () => {
    const { nest, beside } = clients();
    await beside.post('/session', { user: 'ada' });
    expect(await nest.session()).toEqual({ user: 'ada' });
  });

  it('is read by the other', async () => {
    const { nest, beside } = clients();
    await nest.write({ user: 'ada' });
    expect(await beside.session()).toEqual({ user: 'ada' });
  });

  it('writes on where the other began, in the same cookie', async () => {
    const { nest, beside } = clients();
    await beside.post('/session', { user: 'ada' });
    await nest.write({ basket: ['tea'] });
    expect(await beside.session()).toEqual({ user: 'ada', basket: ['tea'] });
    expect(await nest.cookieNames()).toEqual(['session']);
  });
});
