import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';

/** The request that the running code belongs to, where an import asked for it with `requestContext: true`. */
export const requestContext = new AsyncLocalStorage<IncomingMessage>();
