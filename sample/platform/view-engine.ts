import { relative } from 'node:path';
import { Eta } from 'eta';

type Done = (error: unknown, html?: string) => void;

export const eta = new Eta({ cache: true });

/** Express hands over the file's path, Eta wants the name below its views. */
export function expressEngine(views: string) {
  eta.configure({ views });
  return (file: string, data: object, done: Done): void => {
    try {
      done(null, eta.render(relative(views, file), data));
    } catch (error) {
      done(error);
    }
  };
}
