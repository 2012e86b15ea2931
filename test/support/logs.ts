import { EventEmitter, once } from 'node:events';
import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';

interface Entry {
  level: string;
  text: string;
}

const describeError = (error: Error & { code?: string }): string =>
  `${error.code ?? ''} ${error.message}\n${error.stack ?? ''}`;

const toText = (part: unknown): string => {
  if (part instanceof Error) return describeError(part);
  return typeof part === 'string' ? part : inspect(part);
};

/** Nest's logger in the suites: keeps every entry, and lets a test wait for one. */
class Logs implements LoggerService {
  readonly #arrivals = new EventEmitter();
  #entries: Entry[] = [];

  log = (...parts: unknown[]): void => this.#add('log', parts);
  warn = (...parts: unknown[]): void => this.#add('warn', parts);
  error = (...parts: unknown[]): void => this.#add('error', parts);
  fatal = (...parts: unknown[]): void => this.#add('fatal', parts);
  debug = (...parts: unknown[]): void => this.#add('debug', parts);

  clear(): void {
    this.#entries = [];
  }

  /** The texts logged at one of these levels, oldest first. */
  of(...levels: string[]): string[] {
    return this.#entries.filter(({ level }) => levels.includes(level)).map(({ text }) => text);
  }

  all(): string {
    return this.#entries.map(({ level, text }) => `${level} ${text}`).join('\n');
  }

  /** Resolves with the entry once it is there; the test's own time limit is the only one. */
  async waitFor(level: string, pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.of(level).find((text) => pattern.test(text));
      if (found !== undefined) return found;
      await once(this.#arrivals, 'entry');
    }
  }

  #add(level: string, parts: unknown[]): void {
    this.#entries.push({ level, text: parts.map(toText).join(' ') });
    this.#arrivals.emit('entry');
  }
}

/** One for all applications of a test file: Nest's logger is one for the process. */
export const logs = new Logs();
