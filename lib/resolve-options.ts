import type { CookieAttributes } from './cookie-options.js';
import { invalid, oneOf, refuseUnknown } from './option-errors.js';
import type { LegacyReader } from './legacy-reader.js';
import type { CookieSessionOptions, DeviceRequest, OnInvalid } from './options.js';
import { resolveCookie } from './resolve-cookie.js';
import { resolveLegacy } from './resolve-legacy.js';
import { resolveRevocation } from './resolve-revocation.js';
import type { RevocationProvider } from './revocation-store.js';
import type { StandardSchema } from './standard-schema.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Ten years: well inside what the envelope's five bytes hold, and past what any browser keeps. */
const MAX_DURATION_MS = 3650 * DAY_MS;

/** Options with every default filled in, checked once and frozen. Holds no secret. */
export interface ResolvedOptions {
  readonly timeout: number;
  readonly absoluteTimeout: number;
  readonly maxBytes: number;
  readonly rolling: 'read' | 'every-response' | false;
  readonly schema: StandardSchema | undefined;
  readonly onInvalid: OnInvalid;
  readonly requestContext: boolean;
  readonly cookie: Readonly<CookieAttributes>;
  /** true: in the memory of this process. */
  readonly revocation: RevocationProvider | boolean;
  readonly subject: ((session: any) => unknown) | undefined;
  readonly describeDevice: ((request: DeviceRequest) => Readonly<Record<string, string>>) | undefined;
  readonly legacy: readonly LegacyReader[];
}

const OPTIONS = [
  'secret',
  'timeout',
  'absoluteTimeout',
  'cookie',
  'maxBytes',
  'rolling',
  'schema',
  'onInvalid',
  'requestContext',
  'revocation',
  'subject',
  'describeDevice',
  'legacy',
];

/**
 * Fills in the defaults of one import, whose `name` is undefined where there is only one.
 *
 * @throws {SessionError} for the first option that cannot be what its author meant.
 */
export function resolveOptions(options: CookieSessionOptions, name?: string): ResolvedOptions {
  if (typeof options !== 'object' || options === null)
    throw invalid('options', 'an object', 'Pass at least { secret }.');
  refuseUnknown(options, OPTIONS, '');
  const { timeout = DAY_MS, maxBytes = 6144, rolling = 'read', requestContext = false } = options;
  assertDuration('timeout', timeout);
  const { absoluteTimeout = Math.max(7 * DAY_MS, timeout) } = options;
  assertDuration('absoluteTimeout', absoluteTimeout);
  if (timeout > absoluteTimeout)
    throw invalid('timeout', 'at most absoluteTimeout', 'Raise absoluteTimeout as well.');
  if (!Number.isInteger(maxBytes) || maxBytes < 512 || maxBytes > 65_536) {
    throw invalid('maxBytes', 'a whole number from 512 to 65536', 'The default is 6144.');
  }
  oneOf('rolling', rolling, ['read', 'every-response', false]);
  const { schema, onInvalid = 'reset' } = options;
  if (typeof onInvalid !== 'function') oneOf('onInvalid', onInvalid, ['reset']);
  oneOf('requestContext', requestContext, [true, false]);
  const cookie = resolveCookie(options.cookie, name);
  return Object.freeze({
    timeout,
    absoluteTimeout,
    maxBytes,
    rolling,
    schema,
    onInvalid,
    requestContext,
    cookie,
    ...resolveRevocation(options),
    legacy: resolveLegacy(options.legacy, cookie.name),
  });
}

/** @throws {SessionError} unless it is a positive whole number of milliseconds. */
export function assertDuration(option: string, value: number): number {
  if (Number.isInteger(value) && value > 0 && value <= MAX_DURATION_MS) return value;
  throw invalid(
    option,
    'a positive whole number of milliseconds, ten years at most',
    'A day is 24 * 60 * 60 * 1000.',
  );
}
