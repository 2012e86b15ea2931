import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach } from '@jest/globals';

/** What the library publishes on one of its diagnostics channels during a test. */
export function useEvents(name: string): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = [];
  const listen = (message: any): void => void events.push(message);
  const channel = `nestjs-sealed-session:${name}`;
  beforeEach(() => {
    events.length = 0;
    subscribe(channel, listen);
  });
  afterEach(() => void unsubscribe(channel, listen));
  return events;
}
