import { SessionError, type TooLargeDetails } from '../errors.js';

const LARGEST_KEYS = 3;

export function headersSentError(): SessionError {
  return new SessionError(
    'ERR_SESSION_HEADERS_SENT',
    'The headers of this response are out, so its session cannot change any more. Change it before the first byte.',
  );
}

export function readOnlyError(): SessionError {
  return new SessionError(
    'ERR_SESSION_READ_ONLY',
    'The session of a socket is the one its upgrade request carried, to read: no response is left that could take a ' +
      'cookie. Let the client send an HTTP request that changes the session, and connect again to see the change.',
  );
}

export function takenTwiceError(header: string): SessionError {
  return new SessionError(
    'ERR_SESSION_TAKEN_TWICE',
    `Here the session comes in the header ${header}, and this request has one already, from its cookie or from code ` +
      'that ran earlier. Send no session cookie with it.',
  );
}

export function destroyedError(): SessionError {
  return new SessionError(
    'ERR_SESSION_DESTROYED',
    'Data was stored in a session that this request destroyed. To sign out and keep a message or a basket, call ' +
      'regenerate() instead of destroy().',
  );
}

export function replacedError(): SessionError {
  return new SessionError(
    'ERR_SESSION_REPLACED',
    'Data was stored in a session object that regenerate(callback) replaced. Read request.session again in the ' +
      'callback, or use "await session.regenerate()", which keeps the object.',
  );
}

/** Names keys and sizes, never values. */
export function tooLargeError(data: object, bytes: number, limit: number): SessionError {
  const largestKeys = Object.entries(data)
    .map(([key, value]) => ({ key, bytes: Buffer.byteLength(JSON.stringify(value) ?? '') }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST_KEYS);
  const details: TooLargeDetails = { bytes, limit, largestKeys };
  const list = largestKeys.map(({ key, bytes: size }) => `${key} (${size} bytes)`).join(', ');
  return new SessionError(
    'ERR_SESSION_TOO_LARGE',
    `The session takes ${bytes} bytes on the wire and maxBytes allows ${limit}. Largest keys: ${list}. ` +
      'Keep an id in the session and the data elsewhere, or raise maxBytes.',
    details,
  );
}
