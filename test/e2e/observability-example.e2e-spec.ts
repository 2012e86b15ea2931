import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import { useApp } from '../support/app.js';
import { onlyCookie } from '../support/cookies.js';
import { readDocument } from '../support/documents.js';
import { platforms } from '../support/platforms.js';
import { blocksOf } from '../support/run-blocks.js';

const listening: Array<[name: string, listener: ChannelListener]> = [];

/** Channels belong to the process, which runs other test files afterwards: nobody of this one may go on listening. */
const diagnosticsChannel = {
  subscribe(name: string, listener: ChannelListener): void {
    listening.push([name, listener]);
    subscribe(name, listener);
  },
};

describe.each(platforms)(
  'the example of docs/observability.md, with the SDK of OpenTelemetry ($title)',
  (platform) => {
    const app = useApp(platform);
    const printed: any[] = [];
    let meterProvider: any;

    beforeAll(() => {
      jest.spyOn(console, 'dir').mockImplementation((metric) => void printed.push(metric));
      const given = { 'node:diagnostics_channel': diagnosticsChannel };
      ({ meterProvider } = blocksOf(readDocument('docs/observability.md'), given)('src/telemetry.ts'));
    });

    afterAll(async () => {
      await meterProvider.shutdown();
      metrics.disable();
      jest.restoreAllMocks();
      for (const [name, listener] of listening.splice(0)) unsubscribe(name, listener);
    });

    it('counts events and measures sizes', async () => {
      const client = app.client();
      const reply = await client.write({ user: 'ada' });
      for (const path of ['/session', '/session']) await client.get(path);
      await client.get('/session', { cookie: 'session=short' });
      await meterProvider.forceFlush();

      const [events, sizes] = printed;
      expect([events.descriptor.name, sizes.descriptor.name]).toEqual([
        'session.events',
        'session.sealed.size',
      ]);
      expect(events.dataPoints.map((point: any) => [point.attributes, point.value])).toEqual([
        [{ event: 'sealed', cookie: 'session' }, 1],
        [{ event: 'opened', cookie: 'session' }, 2],
        [{ event: 'rejected', cookie: 'session', reason: 'size' }, 1],
      ]);
      const bytes = onlyCookie(reply).value.length;
      expect(sizes.dataPoints).toMatchObject([
        { attributes: { cookie: 'session' }, value: { count: 1, sum: bytes, min: bytes, max: bytes } },
      ]);
    });
  },
);
