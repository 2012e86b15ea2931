/** Where warnings and errors go that no exception can carry any more. */
export interface SessionLog {
  warn(message: string): void;
  error(message: string): void;
}
