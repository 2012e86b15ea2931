import { liveRegistries } from '../connect/session-registry.js';

/** What a response is to fetch, to supertest, to Fastify's inject and to node:http. */
export interface ResponseLike {
  readonly headers: Headers | Readonly<Record<string, unknown>>;
}

/**
 * The session data in the Set-Cookie lines of a response; undefined where it holds none that opens, or ends one. The
 * keys are those of the applications of this process.
 *
 * @param name of the import, where there are several; absent: the unnamed one.
 *
 * @example
 * expect(readSession(response)).toEqual({ userId: 7 });
 */
export function readSession<Data = Record<string, any>>(
  response: ResponseLike,
  name?: string,
): Data | undefined {
  const header = setCookieLines(response)
    .map((line) => line.split(';', 1)[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
  for (const registry of liveRegistries()) {
    const state = registry.find(name)?.manager.load(header);
    if (state?.stored) return state.live.copy() as Data;
  }
  return undefined;
}

function setCookieLines({ headers }: ResponseLike): string[] {
  if (isFetched(headers)) return headers.getSetCookie();
  const lines = headers['set-cookie'] ?? [];
  return (Array.isArray(lines) ? lines : [lines]).map(String);
}

/** Headers of a fetch, whoever implements it. */
function isFetched(headers: object): headers is Headers {
  return typeof (headers as Headers).getSetCookie === 'function';
}
