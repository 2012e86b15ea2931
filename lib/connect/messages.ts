export const PUBLIC_RESPONSE =
  'A response with a session cookie said that shared caches may keep it (Cache-Control public or s-maxage). That ' +
  'would hand one person the session of another: replaced by "private, no-store". Set it only on responses that do ' +
  'not write the session.';

export const PLAIN_HTTP =
  'A Secure session cookie was sent over plain HTTP: browsers will not keep it. Behind a proxy that ends TLS, let it ' +
  'send X-Forwarded-Proto: https; for development set NODE_ENV=development or cookie.secure: false.';

export const LATE_CHANGE =
  'A session was changed after the headers of its response were out: the change is lost. Change it before the ' +
  'first byte (with @Sse(), before the Observable emits).';
