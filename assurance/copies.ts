import { createRequire } from 'node:module';
import { createManager } from '../lib/connect/create-manager.js';
import { loadSodium } from '../lib/sodium.js';

const require = createRequire(import.meta.url);

/** What a copy of the library in this process is asked for. */
export interface Copy {
  readonly title: string;
  readonly createManager: typeof createManager;
  readonly loadSodium: typeof loadSodium;
}

/** The sources, and both builds of the package: three copies, each with a libsodium of its own. */
export async function loadCopies(): Promise<Copy[]> {
  const esm = (file: string): Promise<Omit<Copy, 'title'>> => import(`../dist/esm/${file}`);
  const cjs = (file: string): Omit<Copy, 'title'> => require(`../dist/cjs/${file}`);
  return [
    { title: 'source', createManager, loadSodium },
    {
      title: 'ES modules',
      ...(await esm('connect/create-manager.js')),
      ...(await esm('sodium.js')),
    },
    { title: 'CommonJS', ...cjs('connect/create-manager.js'), ...cjs('sodium.js') },
  ];
}
