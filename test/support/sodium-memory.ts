import type { Sodium } from '../../lib/sodium.js';

const MEGABYTE = 1024 * 1024;

/** Allocates until the memory had to grow, which replaces its buffer; whoever else uses libsodium may do that. */
export function growMemory(sodium: Sodium): void {
  const before = sodium.HEAPU8.buffer;
  for (let i = 0; i < 128 && sodium.HEAPU8.buffer === before; i++) sodium._malloc(8 * MEGABYTE);
  if (sodium.HEAPU8.buffer === before) throw new Error('libsodium found room without growing');
}
