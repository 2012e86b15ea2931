import { median } from '../support/measure.js';

/** What the rounds of one platform gave. A figure is compared with the one of its round that had its place in a visit. */
export class Figures {
  all = new Map();

  constructor(names) {
    this.names = names;
  }

  add(name, route, figure) {
    const key = `${name} ${route}`;
    this.all.set(key, [...(this.all.get(key) ?? []), figure]);
  }

  of(name, route) {
    return this.all.get(`${name} ${route}`);
  }

  /** CPU over that of a variant without sessions. */
  over(name, route, base) {
    return median(this.pairs(name, route, base).map(([cpu, other]) => cpu / other));
  }

  /** CPU beyond that of Nest alone. */
  added(name, route) {
    return median(this.pairs(name, route, 'bare').map(([cpu, other]) => cpu - other));
  }

  pairs(name, route, base) {
    const others = this.of(base, 'untouched');
    return this.of(name, route).map(({ cpu, round, place }) => [
      cpu,
      others.find((other) => other.round === round && other.place === place).cpu,
    ]);
  }
}
