import { expect, it } from '@jest/globals';
import { createManager } from '../../../lib/connect/create-manager.js';
import { Revocations } from '../../../lib/session/revocations.js';
import { forward, HOUR, useClock } from '../../support/clock.js';
import { newSecret } from '../../support/envelopes.js';
import { Visitor } from '../../support/managers.js';

useClock();
const subject = ({ user }: { user?: string }) => user;

it('ends a session that began after an earlier revocation of the same millisecond', async () => {
  const manager = await createManager({ secret: newSecret(), revocation: true, subject });
  const revocations = new Revocations(manager);
  await revocations.revokeEverything();
  const visitor = new Visitor(manager);
  await visitor.visit((session) => (session['user'] = 'ada'));
  await revocations.revokeAll('ada');
  expect(visitor.data).toEqual({});
  await manager.close();
});

it('ends a session that began before the clock was set back', async () => {
  const manager = await createManager({ secret: newSecret(), revocation: true, subject });
  const visitor = new Visitor(manager);
  await visitor.visit((session) => (session['user'] = 'ada'));
  forward(-HOUR);
  await new Revocations(manager).revokeAll('ada');
  expect(visitor.data).toEqual({});
  await manager.close();
});
