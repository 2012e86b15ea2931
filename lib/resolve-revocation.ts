import { invalid } from './option-errors.js';
import type { CookieSessionOptions } from './options.js';
import type { ResolvedOptions } from './resolve-options.js';

type Resolved = Pick<ResolvedOptions, 'revocation' | 'subject' | 'describeDevice'>;

/** @throws {SessionError} ERR_SESSION_OPTION_INVALID for what is no store, or what would have no effect without one. */
export function resolveRevocation(options: CookieSessionOptions): Resolved {
  const { revocation = false, subject, describeDevice } = options;
  if (typeof revocation !== 'boolean' && typeof revocation?.open !== 'function') {
    throw invalid(
      'revocation',
      'true, or what redisRevocation() returns',
      'It comes from nestjs-sealed-session/redis.',
    );
  }
  assertFunction('subject', subject, '(session) => session.userId');
  assertFunction('describeDevice', describeDevice, '(request) => ({ ip: request.ip })');
  if (subject !== undefined && revocation === false) throw pointless('subject', 'revocation');
  if (describeDevice !== undefined && subject === undefined) throw pointless('describeDevice', 'subject');
  return { revocation, subject, describeDevice };
}

function assertFunction(option: string, value: unknown, example: string): void {
  if (value !== undefined && typeof value !== 'function')
    throw invalid(option, 'a function', `For example ${example}.`);
}

const pointless = (option: string, without: string) =>
  invalid(
    option,
    `left out without the option "${without}"`,
    `It has no effect then; add ${without}: see docs/revocation.md.`,
  );
