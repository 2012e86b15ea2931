import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE_MS = 5000;
const children = new Set<ChildProcess>();

process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** Whatever ends this process, short of SIGKILL, ends its children too. */
export function keepTrackOf<Child extends ChildProcess>(child: Child): Child {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Asks a child to end, and insists after a while. */
export async function stop(child: ChildProcess): Promise<void> {
  if (!children.has(child)) {
    return;
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(insist);
}

/** Resolves when a child has ended, with what ended it. */
export async function whenEnded(child: ChildProcess): Promise<string> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal ?? `exit code ${code}`;
}
