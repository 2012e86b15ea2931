import type { ConfigService } from '@nestjs/config';
import { clientAddress, type ClientRequest } from './client-address.js';

const USER_AGENT_CHARACTERS = 256;

/** What the list of devices keeps of one. The library seals it before it is stored. */
export interface DeviceDescription {
  readonly userAgent: string;
  readonly ip: string;
}

/** `TRUSTED_PROXIES`: how many proxies of ours stand before this server. */
export function deviceDescriber(config: ConfigService) {
  const trustedProxies = Number(config.get('TRUSTED_PROXIES', '0'));
  return (request: ClientRequest): DeviceDescription & Record<string, string> => ({
    userAgent: String(request.headers['user-agent'] ?? '').slice(0, USER_AGENT_CHARACTERS),
    ip: clientAddress(request, trustedProxies),
  });
}
