import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Aead } from '../../../lib/envelope/aead.js';
import { loadSodium, type Sodium } from '../../../lib/sodium.js';
import { loadAead } from '../../support/aead-calls.js';
import { contents, newSecret, testEnvelope } from '../../support/envelopes.js';
import { growMemory } from '../../support/sodium-memory.js';

const MEGABYTE = 1024 * 1024;

let sodium: Sodium;
let aead: Aead;
beforeAll(async () => {
  sodium = await loadSodium();
  aead = await loadAead();
});

describe("libsodium's memory", () => {
  it('is one for the process', async () => {
    expect(await loadSodium()).toBe(sodium);
    expect(await Aead.load(1)).toBe(aead);
  });

  it('may grow between a sealing and the opening', async () => {
    const envelope = await testEnvelope();
    const value = envelope.seal(contents({ text: '{"before":true}' }));
    growMemory(sodium);
    expect(envelope.unseal(value)).toMatchObject({ ok: true, contents: { text: '{"before":true}' } });
  });

  it('may grow before each message: none is torn', async () => {
    const envelope = await testEnvelope();
    for (let round = 0; round < 4; round++) {
      const text = JSON.stringify({ round, filling: randomBytes(200).toString('hex') });
      growMemory(sodium);
      const value = envelope.seal(contents({ text }));
      growMemory(sodium);
      expect(envelope.unseal(value)).toMatchObject({ contents: { text } });
    }
  });

  it('keeps earlier keys working when an import asks for more room', async () => {
    const envelope = await testEnvelope();
    const value = envelope.seal(contents({ text: '{"small":true}' }));
    await Aead.load(aead.capacity + MEGABYTE);
    expect(envelope.unseal(value).ok).toBe(true);
    expect(envelope.unseal(envelope.seal(contents())).ok).toBe(true);
  });

  it('never shrinks the room others asked for', async () => {
    const { capacity } = aead;
    await Aead.load(1);
    expect(aead.capacity).toBe(capacity);
  });

  it('holds no plaintext once a value is sealed or opened', async () => {
    const envelope = await testEnvelope();
    const marker = `marker-${newSecret()}`;
    envelope.unseal(envelope.seal(contents({ text: JSON.stringify({ marker }) })));
    expect(aead.bytes().includes(marker)).toBe(false);
  });
});
