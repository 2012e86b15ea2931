import { readOnlyError } from './session-errors.js';
import { SessionObject } from './session-object.js';

/** A view that shows everything and takes nothing, however deep: writing throws, and says what to do instead. */
export function readOnly<Target extends object>(target: Target): Target {
  const refuse = () => {
    throw readOnlyError();
  };
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key, object);
      // The session's methods need the session itself; they refuse on their own.
      if (typeof value === 'function' && object instanceof SessionObject) return value.bind(object);
      return typeof value === 'object' && value !== null ? readOnly(value) : value;
    },
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    setPrototypeOf: refuse,
  });
}
