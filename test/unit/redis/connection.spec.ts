import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Connection } from '../../../lib/redis/connection.js';
import type { RawClient } from '../../../lib/redis/connector.js';
import { rejectionOf } from '../../support/revocation-processes.js';

const LIMIT_MS = 200;

/** A server that answers each of these commands only after so many milliseconds; one without a number, never. */
const server = (isCluster: boolean): RawClient => ({
  isCluster,
  on: () => undefined,
  connect: async () => undefined,
  send: async (_, [milliseconds]) =>
    milliseconds === undefined
      ? new Promise(() => {})
      : delay(Number(milliseconds), 'answer', { ref: false }),
  destroy: () => undefined,
});

const open = (isCluster = false) =>
  Connection.open({ place: 'here', create: () => server(isCluster) }, new AbortController().signal);

/** Answers to other commands until then. */
const others = (connection: Connection, untilMs: number) => {
  for (let at = 0; at <= untilMs; at += 50)
    void connection.send('other', [String(at)], LIMIT_MS).catch(() => {});
};

describe('a connection to Redis', () => {
  it('breaks when no answer comes within the limit', async () => {
    const connection = await open();
    expect(String(await rejectionOf(connection.send('key', [], LIMIT_MS)))).toMatch(
      /no answer within 200 ms/,
    );
    expect(connection.isBroken).toBe(true);
  });

  it('waits for an answer for as long as others come', async () => {
    const connection = await open();
    others(connection, 500);
    expect(await connection.send('key', ['550'], LIMIT_MS)).toBe('answer');
    expect(connection.isBroken).toBe(false);
  });

  it('breaks when the others have ended', async () => {
    const connection = await open();
    others(connection, 300);
    const start = performance.now();
    await rejectionOf(connection.send('key', [], LIMIT_MS));
    expect(performance.now() - start).toBeGreaterThan(300 + LIMIT_MS - 50);
    expect(connection.isBroken).toBe(true);
  });

  it('to a cluster does not take the answers of one node for those of another', async () => {
    const connection = await open(true);
    const start = performance.now();
    others(connection, 2000);
    await rejectionOf(connection.send('key', [], LIMIT_MS));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
