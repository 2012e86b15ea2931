import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RandomPool } from '../../../lib/envelope/random-pool.js';

const NONCE = 24;

/** `count` draws, as hexadecimal. */
function draw(pool: RandomPool, count: number, length = NONCE): string[] {
  const target = Buffer.alloc(length);
  return Array.from({ length: count }, () => {
    pool.fill(target, 0, length);
    return target.toString('hex');
  });
}

/** What the pool still holds of a draw: a look inside, because nothing outside may see it. */
const poolOf = (pool: RandomPool) => (pool as unknown as { pool: Buffer }).pool;

describe('random bytes', () => {
  it('never come twice', () => {
    expect(new Set(draw(new RandomPool(), 5000)).size).toBe(5000);
  });

  it.each([1, 16, 24, 4096])('come in pieces of %i, across every refill', (length) => {
    const drawn = draw(new RandomPool(), 300, length);
    if (length > 1) expect(new Set(drawn).size).toBe(300);
    expect(drawn.join('')).toMatch(/[1-9a-f]/);
  });

  it('fill the place that was asked for and nothing beside it', () => {
    const target = Buffer.alloc(40);
    new RandomPool().fill(target, 8, NONCE);
    expect(target.subarray(0, 8).equals(Buffer.alloc(8))).toBe(true);
    expect(target.subarray(32).equals(Buffer.alloc(8))).toBe(true);
    expect(target.subarray(8, 32).equals(Buffer.alloc(NONCE))).toBe(false);
  });

  it('are wiped from the pool as they leave', () => {
    const pool = new RandomPool();
    const drawn = draw(pool, 20);
    const rest = poolOf(pool).toString('hex');
    expect(drawn.filter((each) => rest.includes(each))).toEqual([]);
  });
});

describe('a pool that is older than a second', () => {
  beforeEach(() => void jest.useFakeTimers({ now: Date.UTC(2030, 0, 1) }));
  afterEach(() => void jest.useRealTimers());

  it.each([1001, -1001])('is thrown away (clock moved by %i ms)', (step) => {
    const pool = new RandomPool();
    draw(pool, 1);
    const upcoming = poolOf(pool).toString('hex');
    jest.setSystemTime(Date.now() + step);
    expect(upcoming).not.toContain(draw(pool, 1)[0]);
  });

  it('serves until then', () => {
    const pool = new RandomPool();
    draw(pool, 1);
    const upcoming = poolOf(pool).toString('hex');
    jest.setSystemTime(Date.now() + 999);
    expect(upcoming).toContain(draw(pool, 1)[0]);
  });
});
