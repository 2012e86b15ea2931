import { readOnlyError } from './session-errors.js';
import { SessionObject } from './session-object.js';

/** One view an object, so that what is read twice is the same. */
const views = new WeakMap<object, object>();

/** A view that shows everything and takes nothing, however deep: writing throws, and says what to do instead. */
export function readOnly<Target extends object>(target: Target): Target {
  const known = views.get(target) as Target | undefined;
  if (known !== undefined) return known;
  const view = new Proxy(target, handler) as Target;
  views.set(target, view);
  return view;
}

const handler: ProxyHandler<object> = {
  get(object, key) {
    const value: unknown = Reflect.get(object, key, object);
    if (Object.hasOwn(object, key))
      return typeof value === 'object' && value !== null ? readOnly(value) : value;
    // The session's methods need the session itself; they refuse on their own.
    return typeof value === 'function' && object instanceof SessionObject ? value.bind(object) : value;
  },
  set: refuse,
  defineProperty: refuse,
  deleteProperty: refuse,
  setPrototypeOf: refuse,
  preventExtensions: refuse,
};

function refuse(): never {
  throw readOnlyError();
}
