import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly setCookies: readonly string[];
  readonly body: string;
}

/**
 * A connection that sends Cookie headers byte for byte, also those that node:http's client refuses to write; one request
 * after the other. Opened again where the server closed it, as Node does after what its parser refuses.
 */
export class Connection {
  private socket: Socket | undefined;
  private received = '';

  constructor(private readonly port: number) {}

  async get(path: string, cookie: string): Promise<Answer> {
    const socket = await this.open();
    const line = cookie === '' ? '' : `Cookie: ${cookie}\r\n`;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${line}\r\n`, 'latin1');
    return this.answer(socket);
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async open(): Promise<Socket> {
    if (this.socket !== undefined && !this.socket.destroyed && this.socket.writable) return this.socket;
    const socket = connect(this.port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    await once(socket, 'connect');
    this.received = '';
    this.socket = socket;
    return socket;
  }

  /** A response without a length ends with the connection: Node's own 400 and 431. */
  private answer(socket: Socket): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const settle = (ended: boolean) => {
        const length = messageLength(this.received, ended);
        if (length === undefined && !ended) return;
        socket.off('data', onData).off('close', onClose).off('error', ignore);
        if (length === undefined) return reject(new Error('The connection was closed without an answer'));
        const text = this.received.slice(0, length);
        this.received = this.received.slice(length);
        const parsed = parse(text);
        if (CLOSING.has(parsed.status)) this.close();
        resolve(parsed);
      };
      const onData = (part: string) => {
        this.received += part;
        settle(false);
      };
      const onClose = () => settle(true);
      socket.on('data', onData).on('close', onClose).on('error', ignore);
    });
  }
}

/** What a server's parser refuses, it closes the connection for. */
const CLOSING = new Set([400, 431]);

/** A reset after the answer is no matter: `close` follows, and tells whether there was one. */
const ignore = () => {};

function messageLength(text: string, ended: boolean): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const length = /\r\nContent-Length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length === undefined) return ended ? text.length : undefined;
  const end = head + 4 + Number(length);
  return text.length >= end ? end : undefined;
}

function parse(text: string): Answer {
  const head = text.indexOf('\r\n\r\n');
  const [first = '', ...fields] = text.slice(0, head).split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    setCookies: fields
      .filter((field) => /^set-cookie:/i.test(field))
      .map((field) => field.slice('set-cookie: '.length)),
    body: text.slice(head + 4),
  };
}
