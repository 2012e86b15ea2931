/** What is used of an express-session store. https://github.com/expressjs/session#session-store-implementation */
export interface ExpressSessionStore {
  get(id: string, callback: (error: unknown, session?: unknown) => void): unknown;
  destroy?(id: string, callback?: (error?: unknown) => void): unknown;
  touch?: unknown;
}

export type StoreAnswer = { readonly ok: true; readonly stored: unknown } | { readonly ok: false };

const FAILED: StoreAnswer = Object.freeze({ ok: false });

/** Asks the store once. An error, and no answer within `timeout` milliseconds, are values; a late answer is dropped. */
export function getStored(store: ExpressSessionStore, id: string, timeout: number): Promise<StoreAnswer> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeout, FAILED);
    const answer = (value: StoreAnswer) => {
      clearTimeout(timer);
      resolve(value);
    };
    callStore(
      () =>
        store.get(id, (error, stored) => {
          // As in express-session: a file store says ENOENT of a session that it does not have.
          if (!isAbsent(error)) answer(error ? FAILED : { ok: true, stored });
          else answer({ ok: true, stored: undefined });
        }),
      () => answer(FAILED),
    );
  });
}

/** Asks for the end of a stored session. A failure leaves it to its own expiry. */
export function destroyStored(store: ExpressSessionStore, id: string): void {
  const ignore = () => {};
  callStore(() => store.destroy?.(id, ignore), ignore);
}

const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** A store may fail by its callback, by throwing, and by a promise that nobody asked for. */
function callStore(call: () => unknown, onFailure: () => void): void {
  try {
    Promise.resolve(call()).catch(onFailure);
  } catch {
    onFailure();
  }
}
