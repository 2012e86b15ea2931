import { describe, expect, it } from '@jest/globals';
import { newVisitor } from '../../support/managers.js';

describe('too much data', () => {
  const fill = (size: number) => (session: Record<string, unknown>) => (session['text'] = 'x'.repeat(size));

  it('is an error that names bytes, limit and the largest keys, and the old cookie stays', async () => {
    const visitor = await newVisitor();
    await visitor.visit(fill(10));
    const before = visitor.jar.header;
    const state = visitor.manager.load(before);
    Object.assign(state.object, { a: 'x'.repeat(5000), b: 'ë'.repeat(1000), c: 1, d: [1, 2] });
    expect(() => visitor.manager.commit(state)).toThrow(
      expect.objectContaining({
        code: 'ERR_SESSION_TOO_LARGE',
        message: expect.stringMatching(
          /takes \d+ bytes .* allows 6144\. Largest keys: a \(5002 bytes\), b \(2002 bytes\)/,
        ),
        details: expect.objectContaining({ limit: 6144 }),
      }),
    );
    expect(visitor.jar.header).toBe(before);
  });

  it('is named as "flash" where messages are what is large', async () => {
    const visitor = await newVisitor();
    const large = visitor.visit((session) => session.flash('info', 'x'.repeat(7000)));
    await expect(large).rejects.toThrow(/Largest keys: flash \(\d+ bytes\)/);
  });

  it.each([512, 4096, 6144, 65_536])('begins at the first byte beyond maxBytes %i', async (maxBytes) => {
    const visitor = await newVisitor({ maxBytes });
    const wireBytes = (size: number) =>
      visitor.manager.data.wireBytes(JSON.stringify({ text: 'x'.repeat(size) }));
    let size = 0;
    for (let step = 65_536; step >= 1; step /= 2) if (wireBytes(size + step) <= maxBytes) size += step;
    await visitor.visit(fill(size));
    expect(visitor.jar.header.length).toBe(wireBytes(size));
    expect(visitor.data).toEqual({ text: 'x'.repeat(size) });
    await expect(visitor.visit(fill(size + 1))).rejects.toMatchObject({ code: 'ERR_SESSION_TOO_LARGE' });
  });

  it('spreads over cookies and comes back, growing and shrinking', async () => {
    const visitor = await newVisitor({ maxBytes: 65_536 });
    for (const size of [10, 3000, 20_000, 40_000, 5000, 9000, 10, 0]) {
      await visitor.visit(fill(size));
      expect(visitor.data).toEqual({ text: 'x'.repeat(size) });
      expect(visitor.jar.header.length).toBe(
        visitor.manager.data.wireBytes(JSON.stringify({ text: 'x'.repeat(size) })),
      );
    }
  });
});
