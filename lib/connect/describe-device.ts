import type { IncomingMessage } from 'node:http';
import type { ResolvedOptions } from '../resolve-options.js';
import type { SessionLog } from '../session-log.js';

const USER_AGENT_CHARACTERS = 256;

export type DeviceDescriber = (request: IncomingMessage) => Readonly<Record<string, string>>;

const userAgentOf: DeviceDescriber = ({ headers }) => ({
  userAgent: (headers['user-agent'] ?? '').slice(0, USER_AGENT_CHARACTERS),
});

/** What the application tells of a device; nothing where it throws, which is said once, in the log. */
export function deviceDescriber(
  describe: ResolvedOptions['describeDevice'] = userAgentOf as ResolvedOptions['describeDevice'],
  log: SessionLog,
): DeviceDescriber {
  let isReported = false;
  return (request) => {
    try {
      return describe?.(request) ?? {};
    } catch (error) {
      if (!isReported)
        log.error(`The option describeDevice threw: such devices have no description. ${String(error)}`);
      isReported = true;
      return {};
    }
  };
}
