import { Agent, type IncomingMessage, request } from 'node:http';
import { text as readText } from 'node:stream/consumers';

/** A request that a load sends over and over. */
export interface Target {
  readonly port: number;
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly cookie?: string;
}

export interface Answer {
  readonly target: Target;
  /** When the request was sent and its answer complete, on the clock of `performance.now()`. */
  readonly sentAt: number;
  readonly doneAt: number;
  /** 0: the connection broke, as it does when the server is killed. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Clients that each send one request after another until they are stopped. */
export class Load {
  readonly answers: Answer[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #clients: Array<Promise<void>>;
  #isStopped = false;

  /** One client for each target; each waits for `pauseMs` between requests. */
  constructor(
    targets: readonly Target[],
    private readonly pauseMs = 0,
  ) {
    this.#clients = targets.map((target) => this.#run(target));
  }

  /** Resolves when there are so many answers. */
  async reaches(count: number): Promise<void> {
    while (this.answers.length < count) await pause(5);
  }

  /** Resolves with all answers once no request is under way. */
  async stop(): Promise<readonly Answer[]> {
    this.#isStopped = true;
    await Promise.all(this.#clients);
    this.#agent.destroy();
    return this.answers;
  }

  async #run(target: Target): Promise<void> {
    while (!this.#isStopped) {
      const sentAt = performance.now();
      const answer = await this.#send(target).catch(() => ({ status: 0, headers: {}, text: '' }));
      this.answers.push({ target, sentAt, doneAt: performance.now(), ...answer });
      // A server that is gone answers at once: its client must not keep the others from theirs.
      await pause(answer.status === 0 ? 20 : this.pauseMs);
    }
  }

  #send({
    port,
    path,
    method = 'GET',
    cookie,
  }: Target): Promise<Pick<Answer, 'status' | 'headers' | 'text'>> {
    return new Promise((resolve, reject) => {
      const headers = cookie === undefined ? {} : { cookie };
      request({ host: '127.0.0.1', port, path, method, headers, agent: this.#agent }, (response) => {
        const { statusCode: status = 0, headers: received } = response;
        readText(response).then((body) => resolve({ status, headers: received, text: body }), reject);
      })
        .on('error', reject)
        .end();
    });
  }
}

/** Each status that was answered, once. */
export const statuses = (answers: readonly Answer[]): number[] =>
  [...new Set(answers.map(({ status }) => status))].toSorted((a, b) => a - b);

/** Each text that was answered, once. */
export const texts = (answers: readonly Answer[]): string[] =>
  [...new Set(answers.map(({ text }) => text))].toSorted();

const pause = (ms: number) =>
  new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));
