import { beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { SessionService } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { platforms } from '../support/platforms.js';
import { SharedStore } from '../support/shared-store.js';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly sessions: SessionService,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.sessions.health()]);
  }
}

describe.each(platforms)('health by @nestjs/terminus ($title)', (platform) => {
  const store = new SharedStore();
  const app = useApp(platform, {
    imports: [TerminusModule],
    controllers: [HealthController],
    session: { revocation: store },
  });
  beforeEach(() => void (store.silentFor = 0));

  it('is up while revocations are heard of', async () => {
    const { status, json } = await app.client().get('/health');
    const sessions = { status: 'up', staleMs: 0, revoked: 0 };
    expect([status, json.status, json.details]).toEqual([200, 'ok', { sessions }]);
  });

  it('is down, with 503, when they have not been for longer than maxStale', async () => {
    store.silentFor = 31_000;
    const { status, json } = await app.client().get('/health');
    expect([status, json.status]).toEqual([503, 'error']);
    expect(json.error).toEqual({ sessions: { status: 'down', staleMs: expect.any(Number), revoked: 0 } });
  });
});
