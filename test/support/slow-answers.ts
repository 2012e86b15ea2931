import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

const TICK_MS = 20;

export interface SlowAnswers {
  readonly url: string;
  /** Connections that were made through it. */
  readonly connections: () => number;
  /** From now on, what follows this text on a connection is answered by so many bytes in a second. */
  slow(text: string, bytesPerSecond: number): void;
  close(): void;
}

/** Stands before a server that is busy: each answer comes, and all of them take long. */
export async function slowAnswers(port: number): Promise<SlowAnswers> {
  const sockets: Socket[] = [];
  let [text, rate] = ['', Infinity];
  let connections = 0;

  const server = createServer((client) => {
    connections += 1;
    const target = connect(port, '127.0.0.1');
    let [slowSince, passed, waiting] = [0, 0, Buffer.alloc(0)];
    const pass = (count: number) => {
      if (waiting.length > 0) client.write(waiting.subarray(0, count));
      passed += Math.min(count, waiting.length);
      waiting = waiting.subarray(count);
    };
    const allowed = () => Math.floor((rate * (performance.now() - slowSince)) / 1000) - passed;
    const timer = setInterval(() => slowSince > 0 && pass(allowed()), TICK_MS);
    client.on('data', (data) => {
      if (slowSince === 0 && text !== '' && data.includes(text)) [slowSince, passed] = [performance.now(), 0];
      target.write(data);
    });
    target.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      if (slowSince === 0) pass(waiting.length);
    });
    const end = () => (clearInterval(timer), client.destroy(), target.destroy());
    for (const socket of [client, target]) socket.on('close', end).on('error', end);
    sockets.push(client, target);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    slow: (...given) => ([text, rate] = given),
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}
