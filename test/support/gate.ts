import { EventEmitter, once } from 'node:events';

/** Holds a request between two moments that a test chooses. */
export class Gate {
  readonly #events = new EventEmitter();
  readonly #reached = once(this.#events, 'reached');
  readonly #opened = once(this.#events, 'opened');

  /** In the handler: waits until the test opens the gate. */
  async enter(): Promise<void> {
    this.#events.emit('reached');
    await this.#opened;
  }

  /** In the test: resolves when the handler has come. */
  async reached(): Promise<void> {
    await this.#reached;
  }

  open(): void {
    this.#events.emit('opened');
  }
}
