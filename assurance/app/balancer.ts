import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Instance } from './instance.js';

interface Place {
  instance: Instance;
  requests: number;
}

/** Sends requests to any of several instances, and replaces them while it does: a rolling restart. */
export class Balancer {
  private constructor(private readonly places: Place[]) {}

  static async start(size: number, secrets: readonly string[]): Promise<Balancer> {
    const instances = Array.from({ length: size }, () => Instance.start('fastify', secrets));
    return new Balancer((await Promise.all(instances)).map((instance) => ({ instance, requests: 0 })));
  }

  /** Runs one request against the port of an instance. */
  async send<T>(request: (port: number) => Promise<T>): Promise<T> {
    const place = this.places[randomInt(this.places.length)] as Place;
    place.requests += 1;
    try {
      return await request(place.instance.port);
    } finally {
      place.requests -= 1;
    }
  }

  /** One by one: the new process is up before the old one gets no more requests, ends those it has, and goes. */
  async restartAll(secrets: readonly string[]): Promise<string[]> {
    const errors: string[] = [];
    for (const [index, old] of this.places.entries()) {
      this.places[index] = { instance: await Instance.start('fastify', secrets), requests: 0 };
      while (old.requests > 0) await setTimeout(5);
      errors.push(...(await retire(old)));
    }
    return errors;
  }

  /** What the instances logged as errors. */
  async stop(): Promise<string[]> {
    return (await Promise.all(this.places.map(retire))).flat();
  }
}

async function retire({ instance }: Place): Promise<readonly string[]> {
  const { errors } = await instance.report();
  await instance.stop();
  return errors;
}
