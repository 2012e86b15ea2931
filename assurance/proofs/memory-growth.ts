import { randomBytes, randomInt } from 'node:crypto';
import type { Sodium } from '../../lib/sodium.js';
import type { SessionManager } from '../../lib/session/session-manager.js';
import { newSecret } from '../../test/support/envelopes.js';
import { growMemory } from '../../test/support/sodium-memory.js';
import { type Copy, loadCopies } from '../copies.js';
import { count, type Proof, Tally } from '../proof.js';

interface Running {
  readonly title: string;
  readonly manager: SessionManager;
  readonly sodium: Sodium;
}

export const memoryGrowth: Proof = {
  name: 'memory-growth',
  title: "libsodium's memory grows under other users; three copies of the library in one process",
  target: 'no torn message, 0 exceptions',
  async run(size) {
    const { rounds, messages } =
      size === 'full' ? { rounds: 12, messages: 1000 } : { rounds: 2, messages: 20 };
    const secret = newSecret();
    const copies = await Promise.all((await loadCopies()).map((copy) => start(copy, secret)));
    const tally = new Tally();
    for (let round = 0; round < rounds; round += 1) {
      // Grown between sealing and opening, once by whoever sealed and once by whoever opens.
      for (const grown of copies) exchange(copies, tally, () => growMemory(grown.sodium));
      for (let message = 0; message < messages; message += 1) exchange(copies, tally, () => {});
    }
    const run = `${count(tally.cases)} messages from one copy to another, ${rounds * copies.length} growths between sealing and opening`;
    return tally.result(run, `${tally.failed} torn or thrown`);
  },
};

async function start({ title, createManager, loadSodium }: Copy, secret: string): Promise<Running> {
  return { title, sodium: await loadSodium(), manager: await createManager({ secret, maxBytes: 65_536 }) };
}

function exchange(copies: readonly Running[], tally: Tally, between: () => void): void {
  const [from, to] = [pick(copies), pick(copies)];
  const text = randomBytes(randomInt(1, 10_000)).toString('base64url');
  tally.check(
    () => {
      const value = from.manager.seal({ text });
      between();
      const unsealed = to.manager.unseal(value);
      return unsealed.ok && unsealed.session.data['text'] === text;
    },
    () => `${text.length} characters from ${from.title} to ${to.title}`,
  );
}

const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)] as T;
