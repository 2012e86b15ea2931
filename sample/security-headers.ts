import type { SecurityHeadersOptions } from '@nestjs/common';
import type { ConfigService } from '@nestjs/config';

/** Nothing from elsewhere, no script at all; plain HTTP stays possible while developing. */
export function securityHeaders(config: ConfigService): SecurityHeadersOptions {
  const production = config.get('NODE_ENV') === 'production';
  return {
    strictTransportSecurity: production,
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: "'none'",
        baseUri: "'none'",
        formAction: "'self'",
        frameAncestors: "'none'",
        imgSrc: "'self'",
        styleSrc: "'self'",
        upgradeInsecureRequests: production,
      },
    },
  };
}
