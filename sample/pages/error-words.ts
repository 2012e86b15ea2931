export interface Words {
  heading: string;
  text: string;
}

/** What an error page says, by status, or by the code of a SessionError. */
export const WORDS: Readonly<Record<string, Words>> = {
  400: {
    heading: 'We could not read that',
    text: 'The form held something we did not ask for. Nothing was changed.',
  },
  403: {
    heading: 'This request came from another site',
    text: 'Forms that other sites post in your name are refused. Nothing was changed.',
  },
  404: {
    heading: 'Not on our shelves',
    text: 'Perhaps it was purloined. The books are where they always were.',
  },
  ERR_SESSION_STALE: {
    heading: 'We cannot check seals just now',
    text: 'Somebody may have signed you out, and word of it has not reached us. Your session stays as it is: try again in a moment.',
  },
  ERR_SESSION_REVOCATION_UNAVAILABLE: {
    heading: 'Not everybody has heard',
    text: 'What you signed out is over at this counter, but we could not pass it on. Sign in again in a moment, and sign out everywhere.',
  },
};

export const OTHERWISE: Words = {
  heading: 'Something fell off the shelf',
  text: 'We are picking it up again.',
};
