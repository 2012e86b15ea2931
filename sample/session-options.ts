import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { CookieSessionOptions, SessionData } from 'nestjs-sealed-session';
import { redisRevocation } from 'nestjs-sealed-session/redis';
import { deviceDescriber } from './devices/describe-device.js';

export const DAY = 24 * 60 * 60 * 1000;
export const REMEMBERED_FOR = 30 * DAY;
export const MAX_BYTES = 6144;

export function sessionOptions(config: ConfigService): CookieSessionOptions {
  const production = config.get('NODE_ENV') === 'production';
  const redisUrl = config.get<string>('REDIS_URL');
  return {
    secret: secrets(config.get('SESSION_SECRET')) ?? developmentSecret(production),
    timeout: DAY,
    absoluteTimeout: REMEMBERED_FOR,
    maxBytes: MAX_BYTES,
    cookie: { persistent: false, secure: production },
    // Alone, this process knows what it has ended; several tell each other through Redis.
    revocation: redisUrl ? redisRevocation({ url: redisUrl }) : true,
    subject: (session: SessionData) => session.user,
    describeDevice: deviceDescriber(config),
  };
}

/** The one value of SESSION_SECRET that all instances of a cluster get. */
export function sharedSecret({ SESSION_SECRET, NODE_ENV }: NodeJS.ProcessEnv): string {
  return SESSION_SECRET || developmentSecret(NODE_ENV === 'production');
}

/** The newest secret comes first: it seals, the others only unseal. */
function secrets(list = ''): string[] | undefined {
  const found = list.split(',').filter((secret) => secret.trim());
  return found.length > 0 ? found.map((secret) => secret.trim()) : undefined;
}

function developmentSecret(production: boolean): string {
  if (production) {
    throw new Error('SESSION_SECRET is not set. Make one: npx nestjs-sealed-session keygen');
  }
  new Logger('Session').warn(
    'SESSION_SECRET is not set: using a secret made for this run, so every session ends with this process. ' +
      'To keep them: SESSION_SECRET=$(npx nestjs-sealed-session keygen) npm start',
  );
  return randomBytes(32).toString('base64url');
}
