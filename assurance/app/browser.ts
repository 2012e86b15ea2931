import { isDeepStrictEqual } from 'node:util';
import { joinReference } from '../../test/support/reference-envelope.js';
import { Jar } from '../../test/support/managers.js';
import { type Answer, Connection } from './connection.js';

/** A browser that knows what its session must be, whichever instance answers. */
export class Browser {
  readonly jar = new Jar();
  /** Answers since the beginning. */
  answers = 0;
  private views = 0;
  private readonly connections = new Map<number, Connection>();

  constructor(readonly user: string) {}

  /** Begins a session of so many bytes. */
  async signIn(port: number, bytes: number): Promise<void> {
    await this.get(port, `/signIn?user=${this.user}&bytes=${bytes}`);
  }

  /** Reads the session, or counts a view; resolves with what is wrong about the answer, if anything is. */
  async visit(port: number, changes: boolean): Promise<string | undefined> {
    if (changes) this.views += 1;
    const { status, body } = await this.get(port, changes ? '/change' : '/read');
    if (status !== 200) return `${status} ${body.slice(0, 100)}`;
    const expected = { user: this.user, views: this.views };
    return isDeepStrictEqual(JSON.parse(body), expected)
      ? undefined
      : `${body} instead of ${JSON.stringify(expected)}`;
  }

  /** Id of the key that sealed the session, in hexadecimal digits. */
  get keyId(): string {
    const { cookies } = this.jar;
    const chunks = new Map([...cookies].map(([name, value]) => [Number(name.split('.')[1]), value]));
    const value = cookies.get('session') ?? joinReference(chunks) ?? '';
    return Buffer.from(value, 'base64url').toString('hex', 1, 5);
  }

  close(): void {
    for (const connection of this.connections.values()) connection.close();
  }

  private async get(port: number, path: string): Promise<Answer> {
    const connection = this.connections.get(port) ?? new Connection(port);
    this.connections.set(port, connection);
    const answer = await connection.get(path, this.jar.header);
    this.jar.accept(answer.setCookies);
    this.answers += 1;
    return answer;
  }
}
