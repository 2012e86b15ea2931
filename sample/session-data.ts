export type Theme = 'light' | 'dark';

declare module 'nestjs-sealed-session' {
  interface SessionData {
    /** Who is signed in. */
    user?: string;
    /** How many of which book, by slug. */
    basket?: Record<string, number>;
    theme?: Theme;
    /** The page that asked to sign in first. */
    returnTo?: string;
    /** Filler from the session page, to see what happens when a session grows. */
    ballast?: string;
  }
}
